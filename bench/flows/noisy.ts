import { openDb, type Db } from '../../platform/db/open.ts';
import { startHubProcess, type HubProcess } from '../platform/hub-process.ts';
import { load, printTable, quantile, withDatabase } from '../platform/measure.ts';

/**
 * How much a quiet space feels of a loud one: the time of its runs, asked for at once and begun by an event, alone, beside a
 * space that has thousands of runs to do, and beside one that has thousands of events to handle.
 */
const noise = Number(process.argv[2] ?? 20_000);
const asked = Number(process.argv[3] ?? 200);

const loud = 'spc_00000000000000000000000099';

const text = `document: { dsl: '1.0.3', namespace: bench, name: both, version: 1.0.0 }
schedule: { on: { one: { with: { type: bench.was.asked } } } }
do:
  - first: { set: { n: '\${ . }' } }
  - second: { set: { over: true } }
`;

const post = async (hub: HubProcess, path: string, body: unknown): Promise<Record<string, unknown>> => {
  const answer = await fetch(`${hub.url}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${hub.key}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
  return (await answer.json()) as Record<string, unknown>;
};

/** The loud space has the same flow. */
const copySpace = (db: Db): Promise<void> =>
  db.asSystem(async (tx) => {
    await tx.execute(`insert into spaces (space_id, slug, name) values ($1, 'loud', 'Loud')`, [loud]);
    for (const [table, columns] of [
      [
        'flows',
        'name, namespace, title, summary, mode, draft, draft_saved_by, draft_saved_by_name, published_number, last_number, created_by',
      ],
      ['flow_versions', 'flow, number, document_version, text, note, published_by, published_by_name'],
      ['flow_triggers', 'flow, version, part, kind, event_type, spec, next_at'],
    ] as const) {
      await tx.execute(
        `insert into ${table} (space_id, ${columns}) select $1, ${columns} from ${table} where space_id <> $1`,
        [loud],
      );
    }
  });

const floodWithRuns = async (db: Db): Promise<void> => {
  await db.asSystem((tx) =>
    tx.execute(
      `insert into flow_runs (run_id, space_id, flow, version, mode, status, trigger, input, started_at, ready, begun)
       select 'run_' || lpad(to_hex(n), 26, '0'), $1, 'both', 1, 'durable', 'running', 'test', '{}', now(), true, false
       from generate_series(1, $2::int) as n`,
      [loud, noise],
    ),
  );
};

const floodWithEvents = async (db: Db): Promise<void> => {
  await db.asSystem((tx) =>
    tx.execute(
      `insert into outbox (event_id, space_id, type, data)
       select 'evt_' || lpad(to_hex(n), 26, '0'), $1, 'bench.was.asked', '{}' from generate_series(1, $2::int) as n`,
      [loud, noise],
    ),
  );
};

const openRuns = async (db: Db): Promise<number> => {
  const [row] = await db.readAsSystem((tx) =>
    tx.query<{ count: number }>(
      `select (select count(*) from flow_runs where space_id = $1 and ended_at is null)
         + (select count(*) from event_deliveries where space_id = $1 and state in ('ready', 'running', 'blocked'))
         + (select count(*) from outbox where space_id = $1 and routed_at is null) as count`,
      [loud],
    ),
  );
  return row?.count ?? 0;
};

const byRest = async (hub: HubProcess): Promise<number> => {
  const from = performance.now();
  const { status } = await post(hub, '/api/flows/both/run?wait=30s', { input: {} });
  if (status !== 'completed') throw new Error(`the run is ${String(status)}`);
  return performance.now() - from;
};

/** Until the run that the event begins is over, as the database has it. */
const byEvent = async (hub: HubProcess, db: Db, n: number): Promise<number> => {
  const id = `quiet-${n}`;
  const from = performance.now();
  await post(hub, '/api/events', {
    ...{ specversion: '1.0', id, source: '/bench', type: 'bench.was.asked', data: {} },
  });
  for (;;) {
    const [row] = await db.readAsSystem((tx) =>
      tx.query<{ over: boolean }>(
        `select ended_at is not null as over from flow_runs where space_id <> $1 and trigger_key = $2`,
        [loud, `/bench ${id}`],
      ),
    );
    if (row?.over === true) return performance.now() - from;
    if (performance.now() - from > 120_000) throw new Error(`the run of ${id} never ended`);
  }
};

let events = 0;
const measure = async (hub: HubProcess, db: Db, beside: string) => {
  const [rest, event]: [number[], number[]] = [[], []];
  const before = await openRuns(db);
  for (let n = 0; n < asked; n += 1) {
    rest.push(await byRest(hub));
    event.push(await byEvent(hub, db, (events += 1)));
  }
  const after = await openRuns(db);
  return [
    ...(
      [
        ['asked for by REST', rest],
        ['begun by an event', event],
      ] as const
    ).map(([what, took]) => ({
      ...{
        beside,
        what,
        'p50 ms': quantile(took, 0.5).toFixed(1),
        'p99 ms': quantile(took, 0.99).toFixed(1),
      },
      'noise left': `${before} to ${after}`,
    })),
  ];
};

const untilCalm = async (db: Db): Promise<void> => {
  while ((await openRuns(db)) > 0) await new Promise((resolve) => setTimeout(resolve, 100));
};

await withDatabase(async (url) => {
  const db = openDb({ url, poolSize: 3, statementTimeoutMs: 120_000 });
  const hub = await startHubProcess({
    env: { DATABASE_URL: url, HUB_LOG_LEVEL: 'error', HUB_RATE_LIMIT: '0' },
  });
  try {
    await post(hub, '/api/flows', { text });
    await post(hub, '/api/flows/both/publish', {});
    await copySpace(db);
    for (let n = 0; n < 20; n += 1) await byRest(hub);
    await byEvent(hub, db, 0);
    console.log(`load ${load()}`);
    const alone = await measure(hub, db, 'nothing');
    await floodWithRuns(db);
    const runs = await measure(hub, db, `${noise} runs`);
    await untilCalm(db);
    await floodWithEvents(db);
    const beside = await measure(hub, db, `${noise} events`);
    printTable([...alone, ...runs, ...beside]);
    console.log('Where no noise is left in the end, begin with more: the last of them were measured alone.');
    console.log(`load ${load()}`);
  } finally {
    await hub.stop();
    await db.close();
  }
});
