import type { Db } from '../../platform/db/open.ts';
import type { TurnoverMap } from '../../core/turnover-map.ts';
import type { LiveRun } from './live-run-shape.ts';
import { wishesFor, type HeldRun } from './store-owners.ts';
import { arrivalsFor, dropArrivals, type Arrival } from './store-waits.ts';

export interface HandOutParts {
  readonly db: Db;
  readonly live: Pick<TurnoverMap<LiveRun>, 'get' | 'keys'>;
  readonly workerId: string;
}

/** To the runs in memory what has arrived for them, and what admins asked of them. */
export const handOut = async ({ db, live, workerId }: HandOutParts): Promise<void> => {
  const unwanted = new Map<string, Arrival[]>();
  for (const arrival of await db.readAsSystem((tx) => arrivalsFor(tx, [...live.keys()]))) {
    if (live.get(arrival.runId)?.arrive(arrival) !== 'unwanted') continue;
    unwanted.set(arrival.spaceId, [...(unwanted.get(arrival.spaceId) ?? []), arrival]);
  }
  for (const [spaceId, some] of unwanted) await db.asSystem((tx) => dropArrivals(tx, spaceId, some));
  for (const wish of await db.readAsSystem((tx) => wishesFor(tx, workerId))) {
    const one = live.get(wish.runId);
    if (one !== undefined) obey(one, wish);
  }
};

export const obey = (
  one: LiveRun,
  { wanted, wantedReason }: Pick<HeldRun, 'wanted' | 'wantedReason'>,
): void => {
  if (wanted === 'cancel') one.cancel(wantedReason ?? '');
  if (wanted === 'suspend') one.suspend();
};
