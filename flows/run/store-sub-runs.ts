import type { Tx } from '../../platform/db/open.ts';
import type { RunStatusName } from './store-runs.ts';

export interface SubRun {
  readonly runId: string;
  readonly status: RunStatusName;
  readonly over: boolean;
  readonly input: string;
  readonly sealed: string | null;
  /** How often its parent was retried; and how often when it last asked for this run. */
  readonly tries: number;
  readonly seenTries: number;
}

export interface SubRunPlace {
  readonly spaceId: string;
  readonly flow: string;
  readonly triggerKey: string;
}

export const findSubRun = async (
  tx: Tx,
  { spaceId, flow, triggerKey }: SubRunPlace,
): Promise<SubRun | null> => {
  const [row] = await tx.query<SubRun>(
    `select c.run_id as "runId", c.status, c.ended_at is not null as over, c.input, c.sealed, p.tries,
       c.parent_tries as "seenTries"
     from flow_runs as c join flow_runs as p on p.run_id = c.parent_run and p.space_id = $1
     where c.space_id = $1 and c.flow = $2 and c.trigger_key = $3 for update of c`,
    [spaceId, flow, triggerKey],
  );
  return row ?? null;
};

export const takeSubRun = async (
  tx: Tx,
  spaceId: string,
  { runId, tries }: Pick<SubRun, 'runId' | 'tries'>,
): Promise<void> => {
  await tx.execute('update flow_runs set parent_tries = $3 where run_id = $1 and space_id = $2', [
    runId,
    spaceId,
    tries,
  ]);
};

/** Its parent will not find it any more. */
export const releaseSubRun = async (tx: Tx, spaceId: string, runId: string): Promise<void> => {
  await tx.execute('update flow_runs set trigger_key = null where run_id = $1 and space_id = $2', [
    runId,
    spaceId,
  ]);
};

/** Those that the run still waits for: what it began and went on without is on its own. Each of them asks the same of its own. */
export const cancelSubRuns = async (
  tx: Tx,
  spaceId: string,
  { runId, reason }: { readonly runId: string; readonly reason: string },
): Promise<number> =>
  tx.execute(
    `update flow_runs as c set wanted = 'cancel', wanted_reason = $3, ready = true,
       status = case when status in ('suspended', 'queued') then 'running' else status end
     where c.space_id = $1 and c.parent_run = $2 and c.ended_at is null and not exists (
       select from flow_journal as j where j.space_id = $1 and j.run_id = $2 and j.key = c.parent_key
         and j.kind in ('done', 'failed'))`,
    [spaceId, runId, reason],
  );

/** How many runs wait for each other above one that this run would begin, with the run itself; counted up to `most`. */
export const depthOf = async (
  tx: Tx,
  spaceId: string,
  { runId, most }: { readonly runId: string; readonly most: number },
): Promise<number> => {
  const [row] = await tx.query<{ depth: number }>(
    `with recursive above as (
       select parent_run, 1 as depth from flow_runs where space_id = $1 and run_id = $2 and ended_at is null
       union all
       select p.parent_run, above.depth + 1 from above join flow_runs as p on p.run_id = above.parent_run
       where p.space_id = $1 and p.ended_at is null and above.depth < $3
     ) select count(*) as depth from above`,
    [spaceId, runId, most],
  );
  return row?.depth ?? 0;
};
