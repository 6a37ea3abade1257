import { HubError } from '../../core/errors.ts';
import type { Tx } from '../../platform/db/open.ts';
import { requireConnection } from '../auth/load.ts';
import { refuseOwnNoun } from '../event-name.ts';
import { requireConnector } from '../store-connectors.ts';
import { readFrame } from '../store-versions.ts';
import { requireKeys } from './checks/public-key.ts';
import { eventsSchema, type EventRules } from './events.ts';
import { hookProviders, type Challenge, type SecretSource } from './providers.ts';
import { needsSecret, verificationSchema, type Verification } from './verification.ts';
import { z } from 'zod';

/** From what a person says to what an endpoint is: by a known provider, or in words of their own. */
export interface Wanted {
  readonly provider?: string | undefined;
  readonly fill: { readonly audience?: string[] | undefined; readonly publicKeys?: string[] | undefined };
  readonly verification?: Verification | undefined;
  readonly events?: EventRules | undefined;
  readonly challenge?: Challenge | undefined;
}

export interface Settled {
  /** Null: the person said how webhooks are checked. */
  readonly provider: string | null;
  readonly secretFrom: SecretSource;
  readonly verification: Verification;
  /** Undefined when nobody has said. */
  readonly events: EventRules | undefined;
  readonly challenge: Challenge;
}

export const settleEntry = (wanted: Wanted): Settled => {
  const { provider, verification } = wanted;
  if (provider !== undefined && verification !== undefined)
    throw invalid('verification', 'goes without a provider only: name one of both');
  if (verification !== undefined) return settleOwn(wanted, verification);
  if (provider !== undefined) return settleKnown(wanted, provider);
  throw invalid('verification', 'is needed, or the name of a provider: one of both');
};

const settleOwn = ({ fill, events, challenge }: Wanted, verification: Verification): Settled => {
  if (Object.values(fill).some((value) => value !== undefined))
    throw invalid('fill', 'goes with a provider only');
  const own = verificationSchema.parse(verification);
  if (own.scheme === 'public-key') requireKeys(own);
  return {
    ...{ provider: null, secretFrom: sourceOf(own), verification: own },
    ...{ events, challenge: challenge ?? 'none' },
  };
};

export const sourceOf = (verification: Verification, said: SecretSource = 'either'): SecretSource =>
  needsSecret(verification) ? said : 'none';

const settleKnown = (wanted: Wanted, provider: string): Settled => {
  const { fill, events } = wanted;
  const known = Object.hasOwn(hookProviders, provider) ? hookProviders[provider] : undefined;
  if (known === undefined) throw invalid('provider', `is none of ${Object.keys(hookProviders).join(', ')}`);
  for (const name of known.open ?? [])
    if (fill[name] === undefined) throw invalid(`fill.${name}`, `is needed for ${known.title}`);
  const filled = Object.fromEntries(Object.entries(fill).filter(([, value]) => value !== undefined));
  const read = verificationSchema.safeParse({ ...known.verification, ...filled });
  if (!read.success) throw invalid('fill', z.prettifyError(read.error));
  if (read.data.scheme === 'public-key') requireKeys(read.data);
  return {
    ...{ provider, secretFrom: sourceOf(read.data, known.secretFrom), verification: read.data },
    events: events ?? eventsSchema.parse(known.events),
    challenge: wanted.challenge ?? known.challenge ?? 'none',
  };
};

/** The answer to a CRC signs what a stranger chose: only where a body is all that is signed, that is no webhook. */
export const requireFit = (verification: Verification, challenge: Challenge): void => {
  if (challenge !== 'crc' || (verification.scheme === 'hmac' && verification.signed === '{body}')) return;
  throw invalid('challenge', 'can be "crc" only with an hmac of the {body} alone');
};

export const invalid = (path: string, message: string): HubError =>
  new HubError('input_invalid', `"${path}" ${message}.`, { problems: [{ path, message }] });

export interface Owner {
  readonly connector: string;
  readonly connectionId: string | null;
}

/** Throws unless connector and connection are of this space, and of each other. */
export const requireOwner = async (tx: Tx, spaceId: string, owner: Owner): Promise<void> => {
  refuseOwnNoun(owner.connector);
  await requireConnector(tx, spaceId, owner.connector);
  if (owner.connectionId === null) return;
  const connection = await requireConnection(tx, { spaceId, connectionId: owner.connectionId });
  if (connection.connector !== owner.connector)
    throw invalid('connectionId', `is a connection of "${connection.connector}"`);
};

/** A document that tells of one event says what an endpoint without rules of its own receives. */
export const usualEvents = async (tx: Tx, spaceId: string, connector: string): Promise<EventRules> => {
  const { version } = await requireConnector(tx, spaceId, connector);
  const { frame } =
    version === null ? { frame: undefined } : await readFrame(tx, spaceId, { name: connector, version });
  const [only, ...others] = frame?.events ?? [];
  return eventsSchema.parse(only === undefined || others.length > 0 ? {} : { fallback: only.name });
};
