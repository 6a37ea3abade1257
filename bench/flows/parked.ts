import { setTimeout as pause } from 'node:timers/promises';
import { openDb, readOnce, type Db } from '../../platform/db/open.ts';
import { memoryOf, startHubProcess, type HubProcess } from '../platform/hub-process.ts';
import { load, printTable, quantile, withDatabase } from '../platform/measure.ts';

/**
 * A million runs that wait: what they weigh in a hub's memory, and how long it takes until one of them goes on. One run of
 * each kind is begun and parked by the hub itself; the others are copies of its rows.
 */
const parked = Number(process.argv[2] ?? 1_000_000);
const timed = Math.floor(parked / 10);
/** Of a few only, one stall of the disk would be the p99. */
const eventWakes = 1_000;
const timerWakes = 200;

const flows: Readonly<Record<string, string>> = {
  listener: `
  - answer: { listen: { to: { one: { with: { type: bench.was.answered, subject: '\${ .ref }' } } } } }`,
  timer: `
  - pause: { wait: '\${ {milliseconds: .ms} }' }`,
};

const textOf = (name: string): string =>
  `document: { dsl: '1.0.3', namespace: bench, name: ${name}, version: 1.0.0 }\ndo:${flows[name]}\n  - last: { set: { over: true } }\n`;

const post = async (hub: HubProcess, path: string, body: unknown): Promise<Record<string, unknown>> => {
  const answer = await fetch(`${hub.url}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${hub.key}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
  return (await answer.json()) as Record<string, unknown>;
};

const begin = async (hub: HubProcess, flow: string, input: unknown): Promise<string> =>
  String((await post(hub, `/api/flows/${flow}/run?wait=0`, { input }))['run']);

const statusOf = async (db: Db, runId: string): Promise<string> => {
  const [row] = await db.readAsSystem((tx) =>
    tx.query<{ status: string }>('select status from flow_runs where run_id = $1', [runId]),
  );
  return row?.status ?? '';
};

const until = async (db: Db, runId: string, status: string): Promise<void> => {
  const deadline = performance.now() + 30_000;
  while ((await statusOf(db, runId)) !== status) {
    if (performance.now() > deadline) throw new Error(`${runId} never was ${status}`);
    // Asking without a pause would take the time that is measured away from the hub.
    await pause(1);
  }
};

/** Copies of one parked run, each with an id and a subject of its own. */
const copy = async (
  db: Db,
  runId: string,
  { from, count }: { from: number; count: number },
): Promise<void> => {
  const id = `'run_' || lpad(to_hex(n), 26, '0')`;
  const few = 50_000;
  for (let first = from; first < from + count; first += few) {
    const last = Math.min(first + few, from + count) - 1;
    await db.asSystem(async (tx) => {
      await tx.execute(
        `insert into flow_runs (run_id, space_id, flow, version, mode, status, trigger, input, started_at)
         select ${id}, space_id, flow, version, mode, status, trigger, replace(input, 'ref-0', 'ref-' || n), started_at
         from flow_runs, generate_series($2::int, $3::int) as n where run_id = $1`,
        [runId, first, last],
      );
      await tx.execute(
        `insert into flow_waits (space_id, run_id, key, part, due_at, event_type, subject)
         select space_id, ${id}, key, part, due_at, event_type, 'ref-' || n
         from flow_waits, generate_series($2::int, $3::int) as n where run_id = $1`,
        [runId, first, last],
      );
    });
  }
};

const idOf = (n: number): string => `run_${n.toString(16).padStart(26, '0')}`;

/** How often each table was read from one end to the other so far. */
const wholeReads = async (db: Db): Promise<string> => {
  await pause(1_500);
  const rows = await db.readAsSystem((tx) =>
    tx.query<{ table: string; count: number }>(
      `select relname as table, seq_scan as count from pg_stat_user_tables
       where relname in ('flow_runs', 'flow_waits') order by relname`,
    ),
  );
  return rows.map(({ table, count }) => `${table} ${count}`).join(', ');
};

interface Woken {
  /** From the moment in which the sender had its answer. */
  readonly published: number[];
  readonly asked: number[];
}

const wakeByEvents = async (hub: HubProcess, db: Db): Promise<Woken> => {
  const took: Woken = { published: [], asked: [] };
  for (let n = 0; n < eventWakes; n += 1) {
    const at = 1 + Math.floor(((parked - timed - 1) / eventWakes) * n);
    const from = performance.now();
    await post(hub, '/api/events', { type: 'bench.was.answered', subject: `ref-${at}`, data: {} });
    const answered = performance.now();
    await until(db, idOf(at), 'completed');
    took.asked.push(performance.now() - from);
    took.published.push(performance.now() - answered);
    await pause(20);
  }
  return took;
};

/** Begun for real, due one after the other; how much later than that each of them was over. */
const wakeByTimers = async (hub: HubProcess, db: Db): Promise<number[]> => {
  const ids: string[] = [];
  for (let n = 0; n < timerWakes; n += 1) ids.push(await begin(hub, 'timer', { ms: 5_000 + n * 37 }));
  const due = new Map<string, number>();
  while (due.size < timerWakes) {
    const rows = await db.readAsSystem((tx) =>
      tx.query<{ runId: string; dueAt: Date }>(
        `select run_id as "runId", due_at as "dueAt" from flow_waits where run_id = any ($1::text[])`,
        [ids],
      ),
    );
    for (const { runId, dueAt } of rows) due.set(runId, dueAt.getTime());
  }
  const took: number[] = [];
  for (let open = ids; open.length > 0;) {
    const over = new Set(
      (
        await db.readAsSystem((tx) =>
          tx.query<{ runId: string }>(
            `select run_id as "runId" from flow_runs where run_id = any ($1::text[]) and ended_at is not null`,
            [open],
          ),
        )
      ).map(({ runId }) => runId),
    );
    const now = performance.timeOrigin + performance.now();
    for (const runId of over) took.push(now - (due.get(runId) ?? Number.NaN));
    open = open.filter((runId) => !over.has(runId));
  }
  return took;
};

await withDatabase(async (url) => {
  const db = openDb({ url, poolSize: 3, statementTimeoutMs: 120_000 });
  const hub = await startHubProcess({
    env: { DATABASE_URL: url, HUB_LOG_LEVEL: 'warn', HUB_RATE_LIMIT: '0' },
  });
  try {
    for (const name of Object.keys(flows)) {
      await post(hub, '/api/flows', { text: textOf(name) });
      await post(hub, `/api/flows/${name}/publish`, {});
    }
    const [one, other] = [
      await begin(hub, 'listener', { ref: 'ref-0' }),
      await begin(hub, 'timer', { ms: 86_400_000 }),
    ];
    await until(db, one, 'waiting');
    await until(db, other, 'waiting');
    // Whatever is loaded when the first event wakes the first run is loaded now.
    await post(hub, '/api/events', { type: 'bench.was.answered', subject: 'ref-0', data: {} });
    await until(db, one, 'completed');
    const listener = await begin(hub, 'listener', { ref: 'ref-0' });
    await until(db, listener, 'waiting');
    await pause(5_000);
    const before = await memoryOf(hub.pid);
    const from = performance.now();
    await copy(db, listener, { from: 1, count: parked - timed });
    await copy(db, other, { from: parked + 1, count: timed });
    console.log(
      `${parked} runs parked in ${Math.round((performance.now() - from) / 1000)} s, load ${load()}`,
    );
    // As the database does by itself a while after so many rows came; what a day spreads out must not fall into one second.
    await readOnce(url, 'vacuum (analyze) flow_runs, flow_waits');
    await readOnce(url, 'checkpoint');
    await pause(10_000);
    const after = await memoryOf(hub.pid);
    const scans = await wholeReads(db);
    const byEvent = await wakeByEvents(hub, db);
    const byTimer = await wakeByTimers(hub, db);
    const woken = await memoryOf(hub.pid);
    const row = (what: string, values: readonly number[]) => ({
      what,
      'p50 ms': ms(values, 0.5),
      'p99 ms': ms(values, 0.99),
    });
    printTable([
      row('event asked for to be published, to the end of the run on disk', byEvent.asked),
      row('event published (its sender has the answer), to the same', byEvent.published),
      row('timer due, to the same', byTimer),
    ]);
    console.log(
      `memory: ${before} MB before, ${after} MB with them, ${woken} MB after ${eventWakes + timerWakes} wakes`,
    );
    console.log(`tables read whole: ${scans} before the wakes, ${await wholeReads(db)} after them`);
    console.log(`load ${load()}`);
  } finally {
    await hub.stop();
    await db.close();
  }
});

function ms(values: readonly number[], share: number): string {
  return quantile(values, share).toFixed(1);
}
