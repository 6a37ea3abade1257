import { HubError } from '../../core/errors.ts';
import { keepNewest } from '../../core/keep-newest.ts';
import type { Clock } from '../../core/ports.ts';
import type { Egress } from '../../platform/egress/egress.ts';
import { readKeySet, type KeySet } from '../../platform/signed-token.ts';

/** The public keys of providers that sign tokens, by the address they stand at. */
export interface KeySets {
  /** Throws a retryable error when they cannot be had: the sender tries again. */
  get(url: string): Promise<KeySet>;
  /** For a key that is not among them; undefined when they were asked for a moment ago. */
  renewed(url: string): Promise<KeySet | undefined>;
}

const keepMs = 10 * 60_000;
/** Whoever makes up keys must not make the hub ask for them each time. */
const renewMs = 60_000;
const mostSets = 200;

interface Kept {
  readonly keys: Promise<KeySet>;
  readonly at: number;
}

export const openKeySets = (deps: { readonly egress: Egress; readonly clock: Clock }): KeySets => {
  const known = new Map<string, Kept>();

  const ask = async (url: string): Promise<KeySet> => {
    try {
      const answer = await deps.egress.request({
        url,
        headers: { accept: 'application/json' },
        limits: { totalMs: 5_000, maxBytes: 512 * 1024 },
      });
      if (answer.status !== 200) {
        answer.discard();
        throw new HubError('egress_failed', `The keys at ${url} were answered with ${answer.status}.`);
      }
      return readKeySet(JSON.parse((await answer.bytes()).toString('utf8')));
    } catch (cause) {
      throw new HubError('upstream_unavailable', `The keys of the sender at ${url} cannot be read.`, {
        cause,
        retryAfter: 10,
      });
    }
  };

  const renew = (url: string): Promise<KeySet> => {
    const kept: Kept = { keys: ask(url), at: deps.clock.monotonic() };
    keepNewest(known, { key: url, value: kept, most: mostSets });
    kept.keys.catch(() => {
      if (known.get(url) === kept) known.delete(url);
    });
    return kept.keys;
  };

  return {
    get: (url) => {
      const kept = known.get(url);
      return kept !== undefined && deps.clock.monotonic() - kept.at < keepMs ? kept.keys : renew(url);
    },
    renewed: async (url) => {
      const kept = known.get(url);
      return kept !== undefined && deps.clock.monotonic() - kept.at < renewMs ? undefined : renew(url);
    },
  };
};
