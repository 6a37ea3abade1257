import { keepNewest } from '../core/keep-newest.ts';
import type { Clock } from '../core/ports.ts';

/** A change is seen at once where a hint arrives, and everywhere after this. */
export const trustMs = 1_000;

export interface Trusted<Value> {
  /** What was read under this key within the last second, or what is read now. Those who ask at once share one reading. */
  get(key: string, read: () => Promise<Value>): Promise<Value>;
  /** Something has changed: all is read anew. */
  forget(): void;
}

/** What the database said a moment ago, for paths that ask it again and again. A failure is not kept. */
export const openTrusted = <Value>({
  clock,
  most,
}: {
  readonly clock: Pick<Clock, 'monotonic'>;
  /** How many keys are kept. */
  readonly most: number;
}): Trusted<Value> => {
  const known = new Map<string, { readonly value: Promise<Value>; readonly until: number }>();
  return {
    get: (key, read) => {
      const before = known.get(key);
      // Counted from before it is read: an answer is never older than that.
      const now = clock.monotonic();
      if (before !== undefined && before.until > now) return before.value;
      const entry = { value: read(), until: now + trustMs };
      keepNewest(known, { key, value: entry, most });
      entry.value.catch(() => {
        if (known.get(key) === entry) known.delete(key);
      });
      return entry.value;
    },
    forget: () => known.clear(),
  };
};
