import { HubError } from '../../../core/errors.ts';
import type { ListQuery, Page } from '../../../core/list.ts';
import type { Tx } from '../../../platform/db/open.ts';
import { given, readPage } from '../../../platform/db/page.ts';
import type { Schedule } from './schedule.ts';
import type { Cursor, Tracking } from './tracking.ts';

export const pollerStates = ['active', 'paused'] as const;

export interface PollerRow {
  readonly pollerId: string;
  readonly connector: string;
  readonly operation: string;
  readonly connectionId: string | null;
  readonly name: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly schedule: Schedule;
  readonly tracking: Tracking;
  readonly state: (typeof pollerStates)[number];
  readonly cursor: Cursor | null;
  readonly nextAt: Date | null;
  readonly fence: number;
  readonly failures: number;
  readonly lastError: string | null;
  readonly lastRunAt: Date | null;
  readonly lastEventAt: Date | null;
  readonly createdBy: string;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

const columns = `poller_id as "pollerId", connector, operation, connection_id as "connectionId", name, input, schedule,
  tracking, state, cursor, next_at as "nextAt", fence, failures, last_error as "lastError",
  last_run_at as "lastRunAt", last_event_at as "lastEventAt", created_by as "createdBy", created_at as "createdAt",
  updated_at as "updatedAt"`;

export const pollerSorts = ['createdAt', 'name', 'connector', 'updatedAt'] as const;

export interface PollerFilter extends ListQuery {
  readonly connector?: string | undefined;
  readonly state?: string | undefined;
  readonly failing?: boolean | undefined;
}

export const listPollers = async (tx: Tx, spaceId: string, list: PollerFilter): Promise<Page<PollerRow>> =>
  readPage<PollerRow, PollerRow>(
    tx,
    {
      select: columns,
      from: 'pollers',
      where: [
        ['space_id = ?', spaceId],
        ...given('connector = ?', list.connector),
        ...given('state = ?', list.state),
        ...given('(failures > 0) = ?', list.failing),
      ],
      sorts: {
        createdAt: { sql: 'created_at', type: 'timestamptz' },
        updatedAt: { sql: 'updated_at', type: 'timestamptz' },
        name: { sql: 'name', type: 'text' },
        connector: { sql: 'connector', type: 'text' },
      },
      id: 'poller_id',
      search: ['name', 'connector', 'operation'],
      item: (row) => row,
    },
    list,
  );

const unknown = (pollerId: string): HubError =>
  new HubError('not_found', `There is no poller "${pollerId}" in this space.`);

export const requirePoller = async (tx: Tx, spaceId: string, pollerId: string): Promise<PollerRow> => {
  const [row] = await tx.query<PollerRow>(
    `select ${columns} from pollers where space_id = $1 and poller_id = $2`,
    [spaceId, pollerId],
  );
  if (row === undefined) throw unknown(pollerId);
  return row;
};

/** For a change: held until the transaction ends. */
export const holdPoller = async (tx: Tx, spaceId: string, pollerId: string): Promise<PollerRow> => {
  const [row] = await tx.query<PollerRow>(
    `select ${columns} from pollers where space_id = $1 and poller_id = $2 for update`,
    [spaceId, pollerId],
  );
  if (row === undefined) throw unknown(pollerId);
  return row;
};

export interface PollerEntry {
  readonly pollerId: string;
  readonly operation: string;
  readonly connectionId: string | null;
  readonly name: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly schedule: Schedule;
  readonly tracking: Tracking;
  readonly state: PollerRow['state'];
}

const entered = (entry: PollerEntry) => [
  entry.operation,
  entry.connectionId,
  entry.name,
  JSON.stringify(entry.input),
  JSON.stringify(entry.schedule),
  JSON.stringify(entry.tracking),
  entry.state,
];

/** Due at once: the first run finds where it begins. */
export const addPoller = async (
  tx: Tx,
  spaceId: string,
  made: PollerEntry & { readonly connector: string; readonly createdBy: string },
): Promise<void> => {
  await tx.execute(
    `insert into pollers (space_id, poller_id, operation, connection_id, name, input, schedule, tracking, state,
       connector, created_by, next_at)
     values ($1, $2, $3, $4, $5, $6::jsonb, $7::jsonb, $8::jsonb, $9, $10, $11, now())`,
    [spaceId, made.pollerId, ...entered(made), made.connector, made.createdBy],
  );
};

/** A run that is under way was of the poller as it was: what it brings is not taken. Due at once. */
export const changePoller = async (
  tx: Tx,
  spaceId: string,
  change: PollerEntry & { readonly startsAnew: boolean },
): Promise<void> => {
  await tx.execute(
    `update pollers set operation = $3, connection_id = $4, name = $5, input = $6::jsonb, schedule = $7::jsonb,
       tracking = $8::jsonb, state = $9, cursor = case when $10::boolean then null else cursor end,
       fence = fence + 1, failures = 0, last_error = null, next_at = now(), updated_at = now()
     where space_id = $1 and poller_id = $2`,
    [spaceId, change.pollerId, ...entered(change), change.startsAnew],
  );
};

export const removePoller = async (tx: Tx, spaceId: string, pollerId: string): Promise<boolean> =>
  (await tx.execute('delete from pollers where space_id = $1 and poller_id = $2', [spaceId, pollerId])) === 1;
