import { z } from 'zod';
import { HubError } from '../../core/errors.ts';
import type { Clock } from '../../core/ports.ts';
import { readKeySet, type KeySet } from '../../platform/signed-token.ts';
import type { ProviderFetch } from './client.ts';

export interface IssuerKeys {
  /** As the provider writes itself, and its tokens. */
  readonly issuer: string;
  readonly keys: KeySet;
  readonly names: ReadonlySet<string>;
}

export interface SigningKeys {
  /** The keys of the provider, read anew where none of them has this name. */
  knowing(keyName: string): Promise<IssuerKeys>;
}

export interface SigningKeysDeps {
  readonly issuer: string;
  readonly fetch: ProviderFetch;
  readonly clock: Clock;
}

/** A key that the provider has withdrawn is good for so long at most, while the provider answers. */
const keepMs = 10 * 60_000;
/** Anybody can send tokens that name unknown keys: the provider hears of it once a minute. */
const againMs = 60_000;
const afterFailureMs = 5_000;
const answerWithinMs = 10_000;

const discoveryShape = z.object({ issuer: z.string().max(2_000), jwks_uri: z.string().max(2_000) });
const keySetShape = z.object({ keys: z.array(z.object({ kid: z.string().optional() })).max(100) });

export interface FetchedKeysDeps {
  readonly clock: Clock;
  read(): Promise<IssuerKeys>;
  /** What is said where there are none yet. */
  failed(cause: unknown, retryAfter: number): HubError;
}

/** The public keys of the configured provider, read when the first token wants them. */
export const openSigningKeys = ({ issuer, fetch, clock }: SigningKeysDeps): SigningKeys =>
  openFetchedKeys({
    clock,
    read: () => readIssuerKeys(fetch, issuer),
    failed: (cause, retryAfter) =>
      new HubError(
        'sign_in_provider_failed',
        'The identity provider does not say by which keys its tokens are known. Try again in a moment.',
        { cause, retryAfter },
      ),
  });

/** Keys that somebody publishes and changes: read anew now and then, and where a token names one that is not known. */
export const openFetchedKeys = ({ read, failed, clock }: FetchedKeysDeps): SigningKeys => {
  let known: (IssuerKeys & { readonly readAt: number }) | undefined;
  let reading: Promise<void> | undefined;
  let triedAt = Number.NEGATIVE_INFINITY;
  let failure: unknown;

  const readNow = async (): Promise<void> => {
    triedAt = clock.monotonic();
    try {
      known = { ...(await read()), readAt: clock.monotonic() };
      failure = undefined;
    } catch (error) {
      failure = error;
    }
  };

  return {
    knowing: async (keyName) => {
      const now = clock.monotonic();
      const unknown = known?.names.has(keyName) !== true;
      const old = known === undefined || now - known.readAt > keepMs;
      const patienceMs = known === undefined ? afterFailureMs : againMs;
      if ((unknown || old) && now - triedAt >= patienceMs)
        reading ??= readNow().finally(() => (reading = undefined));
      // Keys that are old are good enough while newer ones are on their way.
      if (unknown) await reading;
      if (known !== undefined) return known;
      throw failed(failure, Math.ceil(afterFailureMs / 1000));
    },
  };
};

export const readIssuerKeys = async (fetch: ProviderFetch, issuer: string): Promise<IssuerKeys> => {
  const base = issuer.replace(/\/$/, '');
  const found = discoveryShape.parse(await readJson(fetch, `${base}/.well-known/openid-configuration`));
  // A document that speaks for somebody else must not decide whose tokens are taken.
  if (found.issuer.replace(/\/$/, '') !== base)
    throw new Error(`The provider at ${issuer} calls itself ${found.issuer}.`);
  const address = new URL(found.jwks_uri);
  if (address.protocol !== 'https:' && new URL(issuer).protocol === 'https:')
    throw new Error(`The keys of ${issuer} are offered without encryption.`);
  return { issuer: found.issuer, ...(await readKeys(fetch, address.href)) };
};

export const readKeys = async (
  fetch: ProviderFetch,
  address: string,
): Promise<Pick<IssuerKeys, 'keys' | 'names'>> => {
  const json = await readJson(fetch, address);
  const names = keySetShape.parse(json).keys.flatMap(({ kid }) => (kid === undefined ? [] : [kid]));
  return { keys: readKeySet(json), names: new Set(names) };
};

const readJson = async (fetch: ProviderFetch, url: string): Promise<unknown> => {
  const answer = await fetch(url, {
    headers: { accept: 'application/json' },
    signal: AbortSignal.timeout(answerWithinMs),
  });
  if (answer.status !== 200) throw new Error(`${url} answered ${answer.status}.`);
  return answer.json();
};
