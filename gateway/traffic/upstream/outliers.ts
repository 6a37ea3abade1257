import type { ServiceDocument } from '../document/service-document.ts';
import type { RunningTarget } from './running-target.ts';

type OutlierRules = NonNullable<ServiceDocument['outlier']>;

/** Fewer requests than these say nothing of a share of successes. */
const enoughRequests = 10;
/** An address that is put out again and again stays out this many times as long at most. */
const mostTimes = 10;

interface Record {
  inARow: number;
  requests: number;
  good: number;
  times: number;
}

export interface Outliers {
  /** After each try that says something of the address. */
  note(target: RunningTarget, good: boolean, now: number): void;
}

/** Puts addresses out for a while that answer worse than they should, but never too many of them at once. */
export const openOutliers = (
  rules: OutlierRules,
  targets: readonly RunningTarget[],
  ejected: (target: RunningTarget, ms: number) => void,
): Outliers => {
  const records = new Map<RunningTarget, Record>(
    targets.map((target) => [target, { inARow: 0, requests: 0, good: 0, times: 0 }]),
  );
  const most = Math.floor(rules.maxEjectedShare * targets.length);
  let judgeAt = 0;

  const eject = (target: RunningTarget, now: number): void => {
    const record = records.get(target);
    if (record === undefined || target.ejectedUntil > now) return;
    if (targets.filter((one) => one.ejectedUntil > now).length >= most) return;
    record.times = Math.min(mostTimes, record.times + 1);
    record.inARow = 0;
    const ms = rules.ejectMs * record.times;
    target.ejectedUntil = now + ms;
    ejected(target, ms);
  };

  const judge = (below: number | undefined, now: number): void => {
    const known = [...records].filter(([, { requests }]) => requests >= enoughRequests);
    for (const [target, own] of known) {
      if (own.good === own.requests) own.times = Math.max(0, own.times - 1);
      const others = known.filter(([other]) => other !== target);
      if (below === undefined || others.length === 0) continue;
      const requests = others.reduce((all, [, other]) => all + other.requests, 0);
      const good = others.reduce((all, [, other]) => all + other.good, 0);
      if (good / requests - own.good / own.requests >= below) eject(target, now);
    }
    for (const record of records.values()) {
      record.requests = 0;
      record.good = 0;
    }
  };

  return {
    note: (target, good, now) => {
      const record = records.get(target);
      if (record === undefined) return;
      record.requests += 1;
      if (good) {
        record.good += 1;
        record.inARow = 0;
      } else {
        record.inARow += 1;
        if (record.inARow >= rules.consecutive) eject(target, now);
      }
      if (now < judgeAt) return;
      if (judgeAt !== 0) judge(rules.belowOthers, now);
      judgeAt = now + rules.intervalMs;
    },
  };
};
