import { HubError } from '../../core/errors.ts';
import type { ListQuery, Page } from '../../core/list.ts';
import type { Tx } from '../../platform/db/open.ts';
import { conditionsOf, readPage, type Condition } from '../../platform/db/page.ts';
import { runSource, type RunFilter } from '../run/store-runs.ts';

export const retryStatuses = ['running', 'done', 'cancelled'] as const;

export interface RetryRow {
  readonly retryId: string;
  readonly wanted: string;
  readonly status: (typeof retryStatuses)[number];
  readonly total: number;
  readonly retried: number;
  readonly refused: number;
  readonly askedBy: string;
  readonly askedByName: string;
  readonly askedAt: Date;
  readonly cancelledByName: string | null;
  readonly endedAt: Date | null;
}

const columns = `retry_id as "retryId", wanted, status, total, retried, refused, asked_by as "askedBy",
  asked_by_name as "askedByName", asked_at as "askedAt", cancelled_by_name as "cancelledByName", ended_at as "endedAt"`;

/** Which runs a retry is about. Those that are under way, came to a good end, or left no journal cannot be among them. */
export interface Chosen extends RunFilter {
  readonly q?: string | undefined;
  readonly runs?: readonly string[] | undefined;
}

const retryable: Condition[] = [
  [`status in ('parked', 'faulted', 'cancelled')`],
  [`mode = 'durable'`],
  ['ended_at is not null'],
];

const chosenSql = (spaceId: string, { runs, q, ...filter }: Chosen) => {
  const { where, search } = runSource(spaceId, filter);
  const ids: Condition[] = runs === undefined ? [] : [['run_id = any (?::text[])', runs]];
  return conditionsOf({ where: [...where, ...retryable, ...ids], search }, q);
};

export const countChosen = async (tx: Tx, spaceId: string, chosen: Chosen): Promise<number> => {
  const { text, values } = chosenSql(spaceId, chosen);
  const [row] = await tx.query<{ count: number }>(
    `select count(*) as count from flow_runs where ${text}`,
    values,
  );
  return row?.count ?? 0;
};

export interface NewRetry {
  readonly retryId: string;
  readonly chosen: Chosen;
  readonly wanted: string;
  readonly askedBy: string;
  readonly askedByName: string;
}

/** The runs are written down: those that fail while it goes on are none of them. */
export const addRetry = async (tx: Tx, spaceId: string, retry: NewRetry): Promise<void> => {
  const { retryId, wanted, askedBy, askedByName } = retry;
  await tx.execute(
    `insert into flow_retries (retry_id, space_id, wanted, total, asked_by, asked_by_name) values ($1, $2, $3, 0, $4, $5)`,
    [retryId, spaceId, wanted, askedBy, askedByName],
  );
  const { text, values } = chosenSql(spaceId, retry.chosen);
  const total = await tx.execute(
    `insert into flow_retry_runs (space_id, retry_id, run_id)
     select space_id, $${values.length + 1}, run_id from flow_runs where ${text}`,
    [...values, retryId],
  );
  await tx.execute('update flow_retries set total = $3 where retry_id = $1 and space_id = $2', [
    retryId,
    spaceId,
    total,
  ]);
};

export const getRetry = async (tx: Tx, spaceId: string, retryId: string): Promise<RetryRow> => {
  const [row] = await tx.query<RetryRow>(
    `select ${columns} from flow_retries where retry_id = $1 and space_id = $2`,
    [retryId, spaceId],
  );
  if (row === undefined) throw new HubError('not_found', `There is no retry "${retryId}".`);
  return row;
};

export interface Refusal {
  readonly run: string;
  readonly reason: string;
}

export const refusalsOf = (
  tx: Tx,
  spaceId: string,
  { retryId, limit }: { readonly retryId: string; readonly limit: number },
): Promise<Refusal[]> =>
  tx.query(
    `select run_id as run, refusal as reason from flow_retry_runs
     where retry_id = $1 and space_id = $2 and refusal is not null order by run_id limit $3`,
    [retryId, spaceId, limit],
  );

export const retrySorts = ['askedAt'] as const;

export interface RetryList extends ListQuery {
  readonly status?: string | undefined;
}

export const listRetries = (tx: Tx, spaceId: string, list: RetryList): Promise<Page<RetryRow>> =>
  readPage<RetryRow, RetryRow>(
    tx,
    {
      select: columns,
      from: 'flow_retries',
      where: [
        ['space_id = ?', spaceId],
        ...(list.status === undefined ? [] : [['status = ?', list.status] as const]),
      ],
      sorts: { askedAt: { sql: 'retry_id', type: 'id' } },
      id: 'retry_id',
      search: ['asked_by_name', 'wanted'],
      item: (row) => row,
    },
    list,
  );

export const cancelRetry = async (
  tx: Tx,
  spaceId: string,
  { retryId, byName }: { readonly retryId: string; readonly byName: string },
): Promise<void> => {
  const stopped = await tx.execute(
    `update flow_retries set status = 'cancelled', cancelled_by_name = $3, ended_at = clock_timestamp()
     where retry_id = $1 and space_id = $2 and status = 'running'`,
    [retryId, spaceId, byName],
  );
  if (stopped === 1) {
    await forgetLeft(tx, spaceId, retryId);
    return;
  }
  const { status } = await getRetry(tx, spaceId, retryId);
  if (status === 'done') throw new HubError('conflict', 'The retry is over already.');
};

const forgetLeft = (tx: Tx, spaceId: string, retryId: string): Promise<number> =>
  tx.execute('delete from flow_retry_runs where retry_id = $1 and space_id = $2 and refusal is null', [
    retryId,
    spaceId,
  ]);

const atOnce = 10_000;
const old = "r.ended_at < now() - interval '90 days'";

/** What was over 90 days ago, its refusals first: there may be 100,000 of one. Over all spaces, in the hub's own role. */
export const dropOldRetries = async (tx: Tx): Promise<number> => {
  const refusals = await tx.execute(
    `delete from flow_retry_runs where ctid = any (array(
       select x.ctid from flow_retries r join flow_retry_runs x on x.retry_id = r.retry_id where ${old} limit ${atOnce}))`,
  );
  const retries = await tx.execute(
    `delete from flow_retries where retry_id = any (array(
       select r.retry_id from flow_retries r where ${old}
         and not exists (select from flow_retry_runs x where x.retry_id = r.retry_id)
       limit ${atOnce}))`,
  );
  return refusals + retries;
};
