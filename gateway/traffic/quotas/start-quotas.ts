import type { Clock, Log, Running } from '../../../core/ports.ts';
import { openWrites } from './writes.ts';
import { nameOf, type Held, type Quota, type Quotas, type QuotaVerdict } from './quotas.ts';
import type { QuotaAsked, QuotaGiven } from './store.ts';

export interface QuotasDeps {
  take(asked: readonly QuotaAsked[]): Promise<readonly QuotaGiven[]>;
  readonly clock: Clock;
  readonly log: Log;
  /** Between two looks whether the database is there again. */
  readonly againMs?: number;
  /** Counters that are kept in memory. */
  readonly most?: number;
}

const usualAgainMs = 1_000;
/** About 300 bytes each: 15 MB at most. */
const usualMost = 50_000;

/**
 * A process takes permits in portions, so that most requests cost no round trip, and gives back what it has not used when it
 * stops. While the database is away, what is let through is remembered and counted later; a process that is killed errs on
 * the side of refusing, by one portion.
 */
export const startQuotas = (deps: QuotasDeps): Quotas & Running => {
  const { clock, log, againMs = usualAgainMs, most = usualMost } = deps;
  const all = new Map<string, Held>();
  let away = false;
  let timer: NodeJS.Timeout | undefined;
  let stopping = false;

  const writes = openWrites({
    take: deps.take,
    clock,
    failed: (error) => {
      if (!away)
        log.warn('quotas cannot be counted in the database; this process counts alone until they can', {
          error,
        });
      away = true;
      if (!stopping) timer ??= setTimeout(() => void lookAgain(), againMs).unref();
    },
  });

  const lookAgain = async (): Promise<void> => {
    timer = undefined;
    const owing = [...all.values()].filter(({ owed }) => owed !== 0);
    const done = await Promise.all([writes.reach(), ...owing.map((held) => writes.ask(held, 0))]);
    if (done[0]) away = false;
  };

  const heldOf = (quota: Quota): Held => {
    const name = nameOf(quota);
    const known = all.get(name);
    if (known !== undefined) {
      if (known.quota.max !== quota.max) changeMax(known, quota);
      return known;
    }
    if (all.size >= most) makeRoom();
    const held: Held = {
      ...{ quota, permits: 0, left: quota.max, owed: 0, refusedUntil: -Infinity, asking: undefined },
    };
    all.set(name, held);
    return held;
  };

  /** The oldest give back what they have; asked for again, they are counted as before. */
  const makeRoom = (): void => {
    let some = Math.ceil(most / 10);
    for (const [name, held] of all) {
      if (some-- === 0) return;
      all.delete(name);
      if (held.permits > 0 || held.owed !== 0) void writes.ask(held, 0);
    }
  };

  /** What can be said without asking anybody. */
  const atOnce = (held: Held): QuotaVerdict | undefined => {
    if (held.permits > 0) {
      held.permits -= 1;
      return { allowed: true, remaining: held.permits + held.left };
    }
    if (clock.monotonic() < held.refusedUntil) return { allowed: false, remaining: 0 };
    return away ? onCredit(held) : undefined;
  };

  const afterAsking = async (quota: Quota): Promise<QuotaVerdict> => {
    for (;;) {
      const held = heldOf(quota);
      await writes.ask(held, portion(quota));
      const verdict = atOnce(held);
      if (verdict !== undefined) return verdict;
    }
  };

  return {
    take: (quota) => atOnce(heldOf(quota)) ?? afterAsking(quota),
    stop: async () => {
      stopping = true;
      clearTimeout(timer);
      for (const held of all.values()) {
        await held.asking;
        if (held.permits > 0 || held.owed !== 0) void writes.ask(held, 0);
      }
      await writes.over();
    },
  };
};

const portion = ({ max }: Quota): number => Math.max(1, Math.floor(max / 50));

/** As far as there was something left when the database last answered. */
const onCredit = (held: Held): QuotaVerdict => {
  const left = held.left - held.owed;
  if (left <= 0) return { allowed: false, remaining: 0 };
  held.owed += 1;
  return { allowed: true, remaining: left - 1 };
};

/** Another version of the policy: what was held under the old one goes back first. */
const changeMax = (held: Held, quota: Quota): void => {
  held.owed -= held.permits;
  held.permits = 0;
  held.left = Math.max(0, held.left + quota.max - held.quota.max);
  held.refusedUntil = -Infinity;
  held.quota = quota;
};
