import type { Clock } from '../../core/ports.ts';
import type { Held, Wanted } from '../document/elsewhere.ts';
import { keepNewest } from '../../core/keep-newest.ts';
import { keyOf } from './resource.ts';

/** Who writes a flow has it checked after each letter: for a while the answer before is good enough. */
const keepMs = 60_000;
/** The other side may be mended at any moment. */
const keepProblemMs = 5_000;
/** Of up to 512 KB, and mostly a hundredth of it. */
const mostKept = 40;

interface Known {
  readonly held: Promise<Held>;
  until: number;
}

export interface KnownTexts {
  get(spaceId: string, wanted: Wanted, fetch: () => Promise<Held>): Promise<Held>;
  /** Anew, whatever is known. */
  renew(spaceId: string, wanted: Wanted, fetch: () => Promise<Held>): Promise<Held>;
}

export const openKnownTexts = (clock: Clock): KnownTexts => {
  const known = new Map<string, Known>();
  const renew: KnownTexts['renew'] = (spaceId, wanted, fetch) => {
    const key = `${spaceId} ${keyOf(wanted)}`;
    const entry: Known = { held: fetch(), until: Infinity };
    keepNewest(known, { key, value: entry, most: mostKept });
    entry.held.then(
      (held) => {
        entry.until = clock.monotonic() + ('text' in held ? keepMs : keepProblemMs);
      },
      () => {
        if (known.get(key) === entry) known.delete(key);
      },
    );
    return entry.held;
  };
  return {
    renew,
    get: (spaceId, wanted, fetch) => {
      const before = known.get(`${spaceId} ${keyOf(wanted)}`);
      return before !== undefined && before.until > clock.monotonic()
        ? before.held
        : renew(spaceId, wanted, fetch);
    },
  };
};
