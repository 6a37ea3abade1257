import type { Tx } from '../../platform/db/open.ts';

export interface PortionPlace {
  readonly spaceId: string;
  readonly retryId: string;
  readonly portion: number;
}

/** False: it was done before, or nobody wants it any more. Until the end of the transaction nobody else has it. */
export const lockPortion = async (tx: Tx, { spaceId, retryId, portion }: PortionPlace): Promise<boolean> => {
  const rows = await tx.query(
    `select from flow_retries where retry_id = $1 and space_id = $2 and portion = $3 and status = 'running' for update`,
    [retryId, spaceId, portion],
  );
  return rows.length === 1;
};

/** Runs of the space that could go on and that no worker has taken up yet, as far as it matters how many there are. */
export const untaken = async (tx: Tx, spaceId: string, upTo: number): Promise<number> => {
  const [row] = await tx.query<{ count: number }>(
    `select count(*) as count from (
       select from flow_runs where ready and owner is null and space_id = $1 and ended_at is null
         and status not in ('suspended', 'queued') limit $2) as waiting`,
    [spaceId, upTo],
  );
  return row?.count ?? 0;
};

/** The oldest first: so they were begun. */
export const nextRuns = async (
  tx: Tx,
  { spaceId, retryId }: Pick<PortionPlace, 'spaceId' | 'retryId'>,
  limit: number,
): Promise<string[]> => {
  const rows = await tx.query<{ runId: string }>(
    `select run_id as "runId" from flow_retry_runs
     where retry_id = $1 and space_id = $2 and refusal is null order by run_id limit $3`,
    [retryId, spaceId, limit],
  );
  return rows.map(({ runId }) => runId);
};

export interface PortionDone extends PortionPlace {
  readonly retried: readonly string[];
  readonly refused: readonly { readonly run: string; readonly reason: string }[];
  readonly over: boolean;
}

export const notePortion = async (tx: Tx, done: PortionDone): Promise<void> => {
  const { spaceId, retryId, portion, retried, refused, over } = done;
  await tx.execute(
    'delete from flow_retry_runs where retry_id = $1 and space_id = $2 and run_id = any ($3::text[])',
    [retryId, spaceId, retried],
  );
  await tx.execute(
    `update flow_retry_runs set refusal = r.reason from unnest($3::text[], $4::text[]) as r (run, reason)
     where retry_id = $1 and space_id = $2 and run_id = r.run`,
    [retryId, spaceId, refused.map(({ run }) => run), refused.map(({ reason }) => reason)],
  );
  await tx.execute(
    `update flow_retries set retried = retried + $4, refused = refused + $5, portion = $3,
       status = case when $6 then 'done' else status end, ended_at = case when $6 then clock_timestamp() end
     where retry_id = $1 and space_id = $2`,
    [retryId, spaceId, portion + 1, retried.length, refused.length, over],
  );
};
