import type { Clock } from '../../../core/ports.ts';
import { nameOf, type Held } from './quotas.ts';
import type { QuotaAsked, QuotaGiven } from './store.ts';

export interface WritesDeps {
  take(asked: readonly QuotaAsked[]): Promise<readonly QuotaGiven[]>;
  readonly clock: Clock;
  failed(error: unknown): void;
}

export interface Writes {
  /** Counts what is owed, gives back what is held, and takes so many; answers when that is done, or has failed. */
  ask(held: Held, want: number): Promise<void>;
  /** Whether the database answers. */
  reach(): Promise<boolean>;
  /** When nothing is under way any more. */
  over(): Promise<void>;
}

interface Ask {
  readonly held: Held;
  readonly want: number;
  done(): void;
}

const atOnce = 1_000;
/** Others may give back theirs. */
const refusedMs = 5_000;
/** Hubs' clocks differ: one that is late still finds what it counted. */
const graceMs = 86_400_000;

/** One statement at a time: all that ask while it is under way share the next one. */
export const openWrites = (deps: WritesDeps): Writes => {
  let due: Ask[] = [];
  let writing: Promise<void> | undefined;

  /** A counter stands only once in a statement. */
  const nextBatch = (): readonly Ask[] => {
    const batch = new Map<string, Ask>();
    const rest: Ask[] = [];
    for (const one of due) {
      const name = nameOf(one.held.quota);
      if (batch.size < atOnce && !batch.has(name)) batch.set(name, one);
      else rest.push(one);
    }
    due = rest;
    return [...batch.values()];
  };

  const writeAll = async (): Promise<void> => {
    while (due.length > 0) await writeBatch(nextBatch());
    // Here and not later: who asks from now on begins anew.
    writing = undefined;
  };

  const writeBatch = async (batch: readonly Ask[]): Promise<void> => {
    const begun = batch.map(begin);
    try {
      const given = await deps.take(begun.map(({ asked }) => asked));
      const found = new Map(given.map((one) => [nameOf(one), one]));
      for (const one of begun) settle(one, found.get(nameOf(one.held.quota)), deps.clock.monotonic());
    } catch (error) {
      for (const { held, permits } of begun) held.permits += permits;
      deps.failed(error);
      // The others need not wait for the same.
      for (const { done } of due.splice(0)) done();
    }
    for (const { done } of batch) done();
  };

  return {
    ask: (held, want) =>
      (held.asking ??= new Promise<void>((resolve) => {
        const done = (): void => {
          held.asking = undefined;
          resolve();
        };
        due.push({ held, want, done });
        // Whoever asks in the same turn comes along.
        writing ??= Promise.resolve().then(writeAll);
      })),
    reach: () =>
      deps.take([]).then(
        () => true,
        (error: unknown) => {
          deps.failed(error);
          return false;
        },
      ),
    over: async () => writing,
  };
};

interface Begun {
  readonly held: Held;
  readonly permits: number;
  readonly owed: number;
  readonly asked: QuotaAsked;
}

const begin = ({ held, want }: Ask): Begun => {
  const { permits, owed, quota } = held;
  const { spaceId, counter, max } = quota;
  // Nobody uses them while they are on their way back.
  held.permits = 0;
  const endsAt = new Date(quota.endsAt + graceMs);
  return { held, permits, owed, asked: { spaceId, counter, add: owed - permits, want, max, endsAt } };
};

const settle = ({ held, owed, asked }: Begun, given: QuotaGiven | undefined, now: number): void => {
  const { want } = asked;
  const { granted, left } = given ?? { granted: 0, left: 0 };
  held.owed -= owed;
  // Of what was taken for an older version of the policy nothing is handed out.
  if (held.quota.max !== asked.max) {
    held.owed -= granted;
    return;
  }
  held.permits += granted;
  held.left = left;
  if (want > 0 && granted === 0) held.refusedUntil = now + refusedMs;
};
