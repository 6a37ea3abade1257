import { randomBytes } from 'node:crypto';
import { HubError } from '../../core/errors.ts';
import type { Tx } from '../../platform/db/open.ts';
import type { KeyVault } from '../../platform/vault/vault.ts';
import { standardKey } from './checks/standard-webhooks.ts';
import type { Verification } from './verification.ts';

/** One secret of an endpoint; while it is being changed there are several. */
export interface HookSecret {
  readonly value: string;
  readonly createdAt: string;
  /** Null: until it is taken away. */
  readonly endsAt: string | null;
}

/** All that is secret in one endpoint, sealed as one text. */
export interface HookSecrets {
  readonly secrets: readonly HookSecret[];
  /** What the provider says when it asks whether the address is ours. */
  readonly verifyToken: string | null;
}

/** What may be shown of a secret. */
export interface SecretHint {
  readonly hint: string;
  readonly createdAt: string;
  readonly endsAt: string | null;
}

const placeOf = (spaceId: string, endpointId: string) => ({
  spaceId,
  table: 'hook_endpoints',
  column: 'sealed',
  row: endpointId,
});

export interface HookPlace {
  readonly spaceId: string;
  readonly endpointId: string;
}

/** With the transaction where there is one: sealing in another connection could wait for this one. */
export interface HookSealer {
  readonly vault: Pick<KeyVault, 'seal' | 'open'>;
  readonly tx?: Tx;
}

export const sealHookSecrets = (
  { vault, tx }: HookSealer,
  { spaceId, endpointId }: HookPlace,
  secrets: HookSecrets,
): Promise<string> => vault.seal(placeOf(spaceId, endpointId), JSON.stringify(secrets), tx);

export const openHookSecrets = async (
  { vault, tx }: HookSealer,
  { spaceId, endpointId }: HookPlace,
  sealed: string,
): Promise<HookSecrets> =>
  JSON.parse(await vault.open(placeOf(spaceId, endpointId), sealed, tx)) as HookSecrets;

/** Those that are good at this moment. */
export const liveSecrets = ({ secrets }: HookSecrets, now: Date): readonly string[] =>
  secrets
    .filter(({ endsAt }) => endsAt === null || Date.parse(endsAt) > now.getTime())
    .map(({ value }) => value);

/** Short ones would be half told by their end. */
export const hintsOf = ({ secrets }: HookSecrets): SecretHint[] =>
  secrets.map(({ value, createdAt, endsAt }) => ({
    hint: value.length >= 16 ? `…${value.slice(-4)}` : '…',
    ...{ createdAt, endsAt },
  }));

/** For a provider that is told the secret, in the form that its scheme wants. */
export const makeSecret = ({ scheme }: Verification): string => {
  if (scheme === 'standard-webhooks') return `whsec_${randomBytes(32).toString('base64')}`;
  const random = randomBytes(32).toString('base64url');
  return scheme === 'basic' ? `hub:${random}` : random;
};

const shortest = 8;

/** Throws for a secret that nothing could be signed with as the scheme says. */
export const checkSecret = (verification: Verification, secret: string): void => {
  const problem = secretProblem(verification, secret);
  if (problem === undefined) return;
  throw new HubError('input_invalid', `The secret ${problem}.`, {
    problems: [{ path: 'secret', message: problem }],
  });
};

const secretProblem = (verification: Verification, secret: string): string | undefined => {
  if (secret.trim().length < shortest) return `must have at least ${shortest} characters`;
  if (verification.scheme === 'standard-webhooks' && standardKey(secret) === undefined)
    return 'must be whsec_ and the base64 of 16 to 128 bytes';
  if (verification.scheme === 'basic' && !/^[^:]+:.+$/s.test(secret)) return 'must be name:password';
  if (verification.scheme !== 'hmac' || verification.secretIs === 'text') return undefined;
  const shape = verification.secretIs === 'hex' ? /^([0-9a-fA-F]{2}){8,}$/ : /^[A-Za-z0-9+/]{11,}={0,2}$/;
  return shape.test(secret) ? undefined : `must be ${verification.secretIs}`;
};
