import type { Tx } from '../../platform/db/open.ts';
import type { JournalRow } from '../run/store-journal.ts';

export interface Portion {
  readonly spaceId: string;
  readonly runId: string;
  readonly rows: number;
  readonly bytes: number;
  /** Those that a run is brought back with; all of them when left out. */
  readonly onlyEvents?: boolean;
}

export interface JournalPortion {
  readonly rows: readonly JournalRow[];
  /** Rows that were not read, because there are too many. */
  readonly leftOut: number;
}

const events = `and kind in ('done', 'failed', 'due', 'arrived', 'cancel')`;

/** A run's journal from its beginning, as far as it is not too much. Sizes are known without reading the bodies. */
export const journalPortion = async (
  tx: Tx,
  { spaceId, runId, rows, bytes, onlyEvents = false }: Portion,
): Promise<JournalPortion> => {
  const which = onlyEvents ? events : '';
  const found = await tx.query<JournalRow>(
    `with sized as (
       select seq, sum(octet_length(body)::bigint) over (order by seq) as so_far from flow_journal
       where run_id = $1 and space_id = $2 ${which})
     select j.space_id as "spaceId", j.run_id as "runId", j.seq, j.kind, j.key, j.place, j.body, j.began, j.at
     from flow_journal as j join sized as s on s.seq = j.seq
     where j.run_id = $1 and j.space_id = $2 and s.so_far <= $4 order by j.seq limit $3`,
    [runId, spaceId, rows, bytes],
  );
  const [count] = await tx.query<{ all: number }>(
    `select count(*)::int as all from flow_journal where run_id = $1 and space_id = $2 ${which}`,
    [runId, spaceId],
  );
  return { rows: found, leftOut: Math.max(0, (count?.all ?? 0) - found.length) };
};

export interface EndedRuns {
  readonly spaceId: string;
  readonly flow: string;
  readonly last: number;
  readonly from?: Date | undefined;
  readonly until?: Date | undefined;
  readonly status?: string | undefined;
}

/** The latest runs of a flow that are over and have left a journal, the newest first. */
export const endedRuns = async (
  tx: Tx,
  { spaceId, flow, last, from, until, status }: EndedRuns,
): Promise<readonly string[]> => {
  const rows = await tx.query<{ runId: string }>(
    `select run_id as "runId" from flow_runs
     where space_id = $1 and flow = $2 and mode = 'durable' and ended_at is not null
       and ($4::timestamptz is null or started_at >= $4) and ($5::timestamptz is null or started_at < $5)
       and ($6::text is null or status = $6)
     order by run_id desc limit $3`,
    [spaceId, flow, last, from ?? null, until ?? null, status ?? null],
  );
  return rows.map(({ runId }) => runId);
};
