import type { Db, Tx } from '../../platform/db/open.ts';

/** A run as it is first written. */
export interface NewRunRow {
  readonly runId: string;
  readonly spaceId: string;
  readonly flow: string;
  readonly version: number;
  readonly trigger: string;
  readonly parentRun: string | null;
  readonly parentKey: string | null;
  readonly input: string;
  readonly draft: string | null;
  /** Which version of the space's variables it began with; null where its flow reads none. */
  readonly variables: number | null;
  readonly startedAt: number;
  /** It is over in its first step already: one statement cannot update what it inserts. */
  readonly end: EndRow | null;
}

export interface JournalRow {
  readonly spaceId: string;
  readonly runId: string;
  readonly seq: number;
  readonly kind: string;
  readonly key: string;
  readonly place: string;
  readonly body: string;
  readonly began: number;
  readonly at: number;
}

export interface EndRow {
  readonly runId: string;
  readonly status: string;
  readonly output: string | null;
  readonly error: string | null;
  readonly endedAt: number;
}

export interface Batch {
  readonly runs: readonly NewRunRow[];
  readonly rows: readonly JournalRow[];
  readonly ends: readonly EndRow[];
}

/**
 * Everything of many runs in one statement. The worker's own row is asked for first, under the lock that a foreign key
 * would take: whoever takes this worker's runs over deletes that row, and so waits for this append or makes it do nothing.
 */
const appendText = `
  with me as materialized (select worker_id from flow_workers where worker_id = $1 for key share),
  runs as (
    insert into flow_runs (run_id, space_id, flow, version, mode, trigger, parent_run, parent_key, input, draft,
      owner, started_at, status, output, error, ended_at, variables)
    select r.run_id, r.space_id, r.flow, r.version, 'durable', r.trigger, r.parent_run, r.parent_key, r.input, r.draft,
      case when r.ended_at is null then $1 end, to_timestamp(r.started_at / 1000.0), r.status, r.output, r.error,
      to_timestamp(r.ended_at / 1000.0), r.variables
    from unnest($2::text[], $3::text[], $4::text[], $5::int[], $6::text[], $7::text[], $8::text[], $9::text[],
      $10::text[], $11::float8[], $12::text[], $13::text[], $14::text[], $15::float8[],
      $16::int[])
      as r (run_id, space_id, flow, version, trigger, parent_run, parent_key, input, draft, started_at, status, output,
        error, ended_at, variables), me
  ), rows as (
    insert into flow_journal (space_id, run_id, seq, kind, key, place, body, began, at)
    select j.* from unnest($17::text[], $18::text[], $19::int[], $20::text[], $21::text[], $22::text[], $23::text[],
      $24::bigint[], $25::bigint[]) as j, me
  )`;

const endsText = `, ended as (
    update flow_runs set status = e.status, output = e.output, error = e.error, owner = null, ready = false, wanted = null,
      ended_at = to_timestamp(e.ended_at / 1000.0)
    from unnest($26::text[], $27::text[], $28::text[], $29::text[], $30::float8[])
      as e (run_id, status, output, error, ended_at), me
    where flow_runs.run_id = e.run_id and flow_runs.owner = $1
  )`;

const aliveText = ` select count(*) as alive from me`;

const valuesOf = (worker: string, { runs, rows }: Batch) => [
  worker,
  runs.map((run) => run.runId),
  runs.map((run) => run.spaceId),
  runs.map((run) => run.flow),
  runs.map((run) => run.version),
  runs.map((run) => run.trigger),
  runs.map((run) => run.parentRun),
  runs.map((run) => run.parentKey),
  runs.map((run) => run.input),
  runs.map((run) => run.draft),
  runs.map((run) => run.startedAt),
  runs.map((run) => run.end?.status ?? 'running'),
  runs.map((run) => run.end?.output ?? null),
  runs.map((run) => run.end?.error ?? null),
  runs.map((run) => run.end?.endedAt ?? null),
  runs.map((run) => run.variables),
  rows.map((row) => row.spaceId),
  rows.map((row) => row.runId),
  rows.map((row) => row.seq),
  rows.map((row) => row.kind),
  rows.map((row) => row.key),
  rows.map((row) => row.place),
  rows.map((row) => row.body),
  rows.map((row) => row.began),
  rows.map((row) => row.at),
];

/** False: this worker is taken for dead, and nothing was written. */
export const appendBatch = async (db: Db, worker: string, batch: Batch): Promise<boolean> => {
  const [answer] = await db.writeAsSystem<{ alive: number }>(...statementFor(worker, batch));
  return answer?.alive === 1;
};

/** The same inside of a transaction, together with something else that must not be lost. */
export const appendInTx = async (tx: Tx, worker: string, batch: Batch): Promise<boolean> => {
  const [answer] = await tx.query<{ alive: number }>(...statementFor(worker, batch));
  return answer?.alive === 1;
};

const statementFor = (worker: string, batch: Batch): [text: string, values: ReturnType<typeof valuesOf>] => {
  const values = valuesOf(worker, batch);
  if (batch.ends.length === 0) return [appendText + aliveText, values];
  return [appendText + endsText + aliveText, [...values, ...endValues(batch)]];
};

const endValues = ({ ends }: Batch) => [
  ends.map((end) => end.runId),
  ends.map((end) => end.status),
  ends.map((end) => end.output),
  ends.map((end) => end.error),
  ends.map((end) => end.endedAt),
];
