import type { Clock } from '../../core/ports.ts';

export interface Found<Value> {
  readonly value: Value;
  /** Milliseconds until it stops being true by itself; null: it does not. */
  readonly leftMs: number | null;
}

export interface Remembered<Value> {
  /** What was found under this name within the last second, or what is found now. */
  get(name: string, find: () => Promise<Found<Value>>): Value | Promise<Value>;
}

export interface RememberedOptions {
  readonly clock: Clock;
  /** How many are remembered. */
  readonly most?: number | undefined;
}

/** A revoked key, an ended session, a changed role, a disabled person: known everywhere within this time. */
const trustMs = 1_000;

/**
 * What was verified is trusted for a second, in a table of bounded size. Only successes are remembered, so that random
 * credentials push nobody out; those that come at once are verified once.
 */
export const openRemembered = <Value>({ clock, most = 20_000 }: RememberedOptions): Remembered<Value> => {
  const known = new Map<string, { readonly value: Value; readonly until: number }>();
  const asking = new Map<string, Promise<Value>>();

  const remember = (name: string, value: Value, until: number): void => {
    known.delete(name);
    if (known.size >= most) {
      const oldest = known.keys().next();
      if (oldest.done !== true) known.delete(oldest.value);
    }
    known.set(name, { value, until });
  };

  const ask = async (name: string, find: () => Promise<Found<Value>>): Promise<Value> => {
    // Counted from before it was asked, so that an answer is never older than a second.
    const askedAt = clock.monotonic();
    const { value, leftMs } = await find();
    remember(name, value, askedAt + Math.max(0, Math.min(trustMs, leftMs ?? trustMs)));
    return value;
  };

  return {
    get: (name, find) => {
      const before = known.get(name);
      if (before !== undefined && before.until > clock.monotonic()) return before.value;
      const under = asking.get(name);
      if (under !== undefined) return under;
      const question = ask(name, find).finally(() => asking.delete(name));
      asking.set(name, question);
      return question;
    },
  };
};
