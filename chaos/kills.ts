import { setTimeout as pause } from 'node:timers/promises';
import { failpointNames } from '../platform/failpoint.ts';
import type { Db } from '../platform/db/open.ts';
import { startLife, type HubLife, type HubOptions } from './hubs.ts';

export interface Killing {
  /** Those that can be asked now. */
  readonly alive: ReadonlySet<HubLife>;
  readonly kills: () => number;
  /** How often by which hand: a failpoint, or from outside. */
  readonly by: ReadonlyMap<string, number>;
  /** Of each kill that took runs along: milliseconds, as far as a hub was there, until all of them were in other hands. */
  readonly recoveries: readonly number[];
  /** No more kills: from now on every life is a calm one. */
  calm(): Promise<void>;
  stop(): Promise<void>;
}

export interface KillOptions extends Omit<HubOptions, 'failpoints'> {
  readonly db: Db;
  readonly random: () => number;
  /** How long a life may last at most. */
  readonly lifeMs: number;
}

const slots = 2;
const lookMs = 20;

/** Two hubs that die again and again: at failpoints, or because somebody kills them at a random moment. */
export const startKilling = ({ db, random, lifeMs, ...hub }: KillOptions): Killing => {
  const alive = new Set<HubLife>();
  const by = new Map<string, number>();
  const recoveries: number[] = [];
  const watches = new Set<Promise<void>>();
  let kills = 0;
  let phase: 'storm' | 'calm' | 'over' = 'storm';

  const heldBy = async (workerId: string): Promise<string[]> => {
    const rows = await db.readAsSystem((tx) =>
      tx.query<{ runId: string }>(
        'select run_id as "runId" from flow_runs where owner = $1 and ended_at is null',
        [workerId],
      ),
    );
    return rows.map(({ runId }) => runId);
  };

  const left = async (workerId: string, runIds: readonly string[]): Promise<number> => {
    const [row] = await db.readAsSystem((tx) =>
      tx.query<{ count: number }>(
        `select count(*) as count from flow_runs where run_id = any ($2::text[]) and ended_at is null
           and (owner = $1 or owner is null and ready)`,
        [workerId, runIds],
      ),
    );
    return row?.count ?? 0;
  };

  const watch = async (workerId: string): Promise<void> => {
    let before = performance.now();
    const runIds = await heldBy(workerId);
    if (runIds.length === 0) return;
    let took = 0;
    while ((await left(workerId, runIds)) > 0) {
      await pause(lookMs);
      const now = performance.now();
      if (alive.size > 0) took += now - before;
      before = now;
    }
    recoveries.push(took);
  };

  const failpoint = (): string => {
    const name = failpointNames[Math.floor(random() * failpointNames.length)] ?? 'before_journal';
    // A few lives have none: they are killed from outside, in the middle of anything.
    return random() < 0.25 ? '' : `${name}=${(0.02 + random() * 0.2).toFixed(3)}`;
  };

  const live = async (): Promise<void> => {
    const storm = phase === 'storm';
    const life = await startLife({ ...hub, failpoints: storm ? failpoint() : '' });
    if (life === null) return;
    alive.add(life);
    const timer = storm ? setTimeout(life.kill, random() * lifeMs) : undefined;
    await life.dead;
    clearTimeout(timer);
    alive.delete(life);
    if (phase === 'over') return;
    kills += 1;
    const hand = life.failpoint() ?? 'from outside';
    by.set(hand, (by.get(hand) ?? 0) + 1);
    const watched = watch(life.workerId);
    watches.add(watched);
    void watched.finally(() => watches.delete(watched));
  };

  const slot = async (): Promise<void> => {
    while (phase !== 'over') await live();
  };
  const done = Promise.all(Array.from({ length: slots }, slot));

  return {
    alive,
    kills: () => kills,
    by,
    recoveries,
    calm: async () => {
      phase = 'calm';
      // What lives yet was born with a failpoint, or has its hour set: the next ones live.
      for (const life of [...alive]) life.kill();
      while (alive.size < slots) await pause(lookMs);
      await Promise.all(watches);
    },
    stop: async () => {
      phase = 'over';
      await Promise.all([...alive].map((life) => life.stop()));
      await done;
      await Promise.all(watches);
    },
  };
};
