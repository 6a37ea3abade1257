import { setTimeout as pause } from 'node:timers/promises';
import { randomBytes } from 'node:crypto';
import { openDb, type Db } from '../platform/db/open.ts';
import { startEffects } from './effects.ts';
import { startLife, type HubOptions } from './hubs.ts';
import { startKilling, type Killing } from './kills.ts';
import { openLoad } from './load.ts';
import { plans, randomFrom, textOfPlan } from './plans.ts';
import { judge, openRuns, type Verdict } from './verdict.ts';

export interface StormOptions {
  readonly databaseUrl: string;
  readonly seed: number;
  readonly runs: number;
  readonly kills: number;
  readonly leaseSeconds: number;
  /** How long a life of a hub may last at most. */
  readonly lifeMs: number;
  /** Runs under way at a time. */
  readonly atOnce: number;
  readonly tell?: (line: string) => void;
}

export interface StormReport extends Verdict {
  readonly kills: number;
  readonly by: ReadonlyMap<string, number>;
  readonly recoveries: readonly number[];
  /** The longest time that a run lay about with nobody to go on with it. */
  readonly longestAloneMs: number;
  readonly accepted: number;
  readonly events: number;
  readonly unanswered: number;
  readonly calls: number;
  readonly failures: number;
  readonly seconds: number;
}

const lookMs = 250;
/** Runs asked for at a time, and how far they may be ahead of the kills. */
const batch = 10;
const slack = 0.05;
const graceMs = 20_000;

/** Runs of flows on two hubs that are killed again and again, and what is left of them when it is calm. */
export const storm = async (options: StormOptions): Promise<StormReport> => {
  const { databaseUrl, seed, leaseSeconds, lifeMs, tell = () => undefined } = options;
  const began = performance.now();
  const random = randomFrom(seed);
  const key = `hub_chaos_${randomBytes(16).toString('hex')}`;
  const masterKey = `k1:${randomBytes(32).toString('base64')}`;
  const db = openDb({ url: databaseUrl, poolSize: 6, statementTimeoutMs: 30_000 });
  const effects = await startEffects({ db, random });
  const hub = { databaseUrl, key, masterKey, egressAllow: effects.host, leaseSeconds };
  let killing: Killing | undefined;
  try {
    await publishAll(hub, effects.url);
    killing = startKilling({ ...hub, db, random, lifeMs });
    const { alive, kills } = killing;
    const load = openLoad({ hubs: () => [...alive], key, random });
    const alone = watchAlone(db);

    let begun = 0;
    const beginSome = async (most: number): Promise<void> => {
      const room = Math.min(options.runs - begun, batch, options.atOnce - (await openRuns(db)));
      if (alive.size === 0 || room <= 0 || begun >= most) return pause(lookMs / 5);
      await Promise.all(Array.from({ length: room }, () => load.one()));
      begun += room;
      tell(`${begun} runs asked for, ${kills()} kills`);
    };
    while (kills() < options.kills) await beginSome(options.runs * (kills() / options.kills + slack));
    const killed = kills();
    tell('calm');
    await killing.calm();
    // Where lives are too short for the machine, some are left: they would wait for room as long as the storm lasts.
    while (begun < options.runs) await beginSome(options.runs);
    await load.said();
    await untilOver(db, leaseSeconds);
    const verdict = await judge(db, effects, load.accepted);
    return {
      ...verdict,
      kills: killed,
      by: killing.by,
      recoveries: killing.recoveries,
      longestAloneMs: await alone(),
      accepted: load.accepted.runs.size,
      events: load.accepted.events.size,
      unanswered: load.accepted.unanswered,
      calls: effects.calls(),
      failures: effects.failures(),
      seconds: (performance.now() - began) / 1000,
    };
  } finally {
    await killing?.stop();
    await effects.stop();
    await db.close();
  }
};

/** Of a hub that nobody kills. */
const publishAll = async (hub: Omit<HubOptions, 'failpoints'>, effectsUrl: string): Promise<void> => {
  const life = await startLife({ ...hub, failpoints: '' });
  if (life === null) throw new Error('The hub did not start.');
  const post = async (path: string, body: unknown): Promise<void> => {
    const answer = await fetch(`${life.url}${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${hub.key}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
  };
  try {
    for (const { name } of plans) {
      await post('/api/flows', { text: await textOfPlan(name, effectsUrl) });
      await post(`/api/flows/${name}/publish`, {});
    }
    await life.stop();
  } finally {
    life.kill();
    await life.dead;
  }
};

/** Looks for runs that somebody should have and nobody has; answers how long the longest of them lay there. */
const watchAlone = (db: Db): (() => Promise<number>) => {
  const since = new Map<string, number>();
  let longest = 0;
  let on = true;
  const look = async (): Promise<void> => {
    const now = performance.now();
    const rows = await db.readAsSystem((tx) =>
      tx.query<{ runId: string }>(
        `select run_id as "runId" from flow_runs where ended_at is null and status not in ('queued', 'suspended')
           and (owner is null and ready or owner is not null and not exists (
             select from flow_workers where worker_id = owner and lease_until > clock_timestamp()))`,
      ),
    );
    const alone = new Set(rows.map(({ runId }) => runId));
    for (const runId of since.keys()) if (!alone.has(runId)) since.delete(runId);
    for (const runId of alone) {
      const from = since.get(runId) ?? now;
      since.set(runId, from);
      longest = Math.max(longest, now - from);
    }
  };
  const looking = (async () => {
    while (on) {
      await look();
      await pause(lookMs);
    }
  })();
  return async () => {
    on = false;
    await looking;
    return longest;
  };
};

/** What is not over when it has been calm for that long never will be. */
const untilOver = async (db: Db, leaseSeconds: number): Promise<void> => {
  const deadline = performance.now() + 2 * leaseSeconds * 1000 + graceMs;
  while (performance.now() < deadline) {
    const open = await openRuns(db);
    const undelivered = await openDeliveries(db);
    if (open === 0 && undelivered === 0) return;
    await pause(lookMs / 5);
  }
};

const openDeliveries = async (db: Db): Promise<number> => {
  const [row] = await db.readAsSystem((tx) =>
    tx.query<{ count: number }>(
      `select (select count(*) from outbox where routed_at is null)
         + (select count(*) from event_deliveries where state not in ('done', 'dead')) as count`,
    ),
  );
  return row?.count ?? 0;
};
