import type { WatchedRun } from '../../core/flow-ports.ts';
import type { Tx } from '../../platform/db/open.ts';
import { runColumns, type RunRow } from './store-runs.ts';
import { shortBody, type ShownJournalRow } from './store-journal-view.ts';

/** Rows of one run that one look brings; the next look brings more. */
const mostRows = 200;
const mostWaits = 50;

export interface WaitRow {
  readonly runId: string;
  readonly key: string;
  readonly dueAt: Date | null;
  readonly eventType: string | null;
  readonly subject: string | null;
}

const places = (runs: readonly WatchedRun[]) => [
  runs.map(({ spaceId }) => spaceId),
  runs.map(({ runId }) => runId),
];

/** Of many spaces at once: each run is looked for in the space of whoever watches it. */
export const watchedRuns = (tx: Tx, runs: readonly WatchedRun[]): Promise<(RunRow & { place: number })[]> =>
  tx.query(
    `select ${runColumns}, w.place::int as place
     from unnest($1::text[], $2::text[]) with ordinality as w (in_space, id, place)
     join flow_runs as r on r.run_id = w.id and r.space_id = w.in_space`,
    places(runs),
  );

export const watchedRows = (
  tx: Tx,
  runs: readonly WatchedRun[],
): Promise<(ShownJournalRow & { place: number })[]> =>
  tx.query(
    `select w.place::int as place, j.* from unnest($1::text[], $2::text[], $3::int[]) with ordinality
       as w (space_id, run_id, after, place)
     cross join lateral (
       select seq, kind, key, place as "taskPlace", ${shortBody}, began, at from flow_journal
       where run_id = w.run_id and space_id = w.space_id and seq > w.after order by seq limit ${mostRows}) as j
     order by w.place, j.seq`,
    [...places(runs), runs.map(({ after }) => after)],
  );

export const watchedWaits = (tx: Tx, runs: readonly WatchedRun[]): Promise<(WaitRow & { place: number })[]> =>
  tx.query(
    `select w.place::int as place, f.* from unnest($1::text[], $2::text[]) with ordinality as w (space_id, run_id, place)
     cross join lateral (
       select run_id as "runId", key, due_at as "dueAt", event_type as "eventType", subject from flow_waits
       where run_id = w.run_id and space_id = w.space_id order by key, part limit ${mostWaits}) as f
     order by w.place, f.key`,
    places(runs),
  );
