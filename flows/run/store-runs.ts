import { HubError } from '../../core/errors.ts';
import type { ListQuery, Page } from '../../core/list.ts';
import type { Tx } from '../../platform/db/open.ts';
import { readPage } from '../../platform/db/page.ts';

export const runStatuses = [
  'queued',
  'running',
  'waiting',
  'suspended',
  'completed',
  'faulted',
  'cancelled',
  'parked',
] as const;
export type RunStatusName = (typeof runStatuses)[number];

export interface RunRow {
  readonly runId: string;
  readonly flow: string;
  readonly version: number;
  readonly mode: 'durable' | 'fast';
  readonly status: RunStatusName;
  readonly trigger: string;
  readonly orderKey: string | null;
  readonly parentRun: string | null;
  readonly wanted: 'cancel' | 'suspend' | null;
  readonly error: string | null;
  readonly startedAt: Date;
  readonly endedAt: Date | null;
}

export interface RunDetail extends RunRow {
  readonly input: string;
  readonly output: string | null;
  readonly draft: string | null;
}

/** Of a run, as it is shown. */
export const runColumns = `run_id as "runId", flow, version, mode, status, trigger, order_key as "orderKey", parent_run as "parentRun",
  wanted, error, started_at as "startedAt", ended_at as "endedAt"`;

export const runSorts = ['startedAt', 'flow'] as const;

export interface RunList extends ListQuery {
  readonly flow?: string | undefined;
  readonly status?: string | undefined;
  /** `event` stands for events of all types. */
  readonly trigger?: string | undefined;
  readonly parent?: string | undefined;
  readonly from?: Date | undefined;
  readonly until?: Date | undefined;
}

/** Ids of runs begin with the time, so that the newest stand last in their index. */
export const listRuns = async (tx: Tx, spaceId: string, list: RunList): Promise<Page<RunRow>> =>
  readPage<RunRow, RunRow>(
    tx,
    {
      select: runColumns,
      from: 'flow_runs',
      where: [
        ['space_id = ?', spaceId],
        ...(list.flow === undefined ? [] : [['flow = ?', list.flow] as const]),
        ...(list.status === undefined ? [] : [['status = ?', list.status] as const]),
        ...(list.trigger === undefined
          ? []
          : list.trigger === 'event'
            ? [["trigger like 'event:%'"] as const]
            : [['trigger = ?', list.trigger] as const]),
        ...(list.parent === undefined ? [] : [['parent_run = ?', list.parent] as const]),
        ...(list.from === undefined ? [] : [['started_at >= ?', list.from] as const]),
        ...(list.until === undefined ? [] : [['started_at < ?', list.until] as const]),
      ],
      sorts: {
        startedAt: { sql: 'run_id', type: 'id' },
        flow: { sql: 'flow', type: 'text' },
      },
      id: 'run_id',
      search: ['run_id', 'flow', "coalesce(order_key, '')", "coalesce(error, '')"],
      item: (row) => row,
    },
    list,
  );

export const getRun = async (tx: Tx, spaceId: string, runId: string): Promise<RunDetail> => {
  const [row] = await tx.query<RunDetail>(
    `select ${runColumns}, input, output, draft from flow_runs where run_id = $1 and space_id = $2`,
    [runId, spaceId],
  );
  if (row === undefined) throw new HubError('not_found', `There is no run "${runId}".`);
  return row;
};

export interface QueuedRun {
  readonly runId: string;
  readonly spaceId: string;
  readonly flow: string;
  readonly version: number;
  readonly trigger: string;
  readonly triggerKey: string | null;
  readonly orderKey: string | null;
  readonly parentRun: string | null;
  readonly parentKey: string | null;
  readonly input: string;
  readonly sealed: string | null;
  readonly draft: string | null;
  /** It has its turn already, or has to wait for others of its key. */
  readonly ready: boolean;
}

/** For whoever takes it up; false when this trigger has had its run already. */
export const queueRun = async (tx: Tx, run: QueuedRun): Promise<boolean> =>
  (await tx.execute(
    `insert into flow_runs (run_id, space_id, flow, version, mode, status, trigger, trigger_key, order_key, parent_run,
       parent_key, input, draft, ready, sealed, started_at)
     values ($1, $2, $3, $4, 'durable', $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, date_trunc('milliseconds', clock_timestamp()))
     on conflict (space_id, flow, trigger_key) where trigger_key is not null do nothing`,
    [
      run.runId,
      run.spaceId,
      run.flow,
      run.version,
      run.ready ? 'running' : 'queued',
      run.trigger,
      run.triggerKey,
      run.orderKey,
      run.parentRun,
      run.parentKey,
      run.input,
      run.draft,
      run.ready,
      run.sealed,
    ],
  )) === 1;

/** A fast run leaves no journal; when it fails it leaves this. */
export const noteFastFailure = async (
  tx: Tx,
  run: Omit<QueuedRun, 'ready' | 'triggerKey' | 'orderKey' | 'sealed'> & {
    readonly error: string;
    readonly startedAt: number;
  },
): Promise<void> => {
  await tx.execute(
    `insert into flow_runs (run_id, space_id, flow, version, mode, status, trigger, input, error, started_at, ended_at)
     values ($1, $2, $3, $4, 'fast', 'faulted', $5, $6, $7, to_timestamp($8 / 1000.0), clock_timestamp())
     on conflict do nothing`,
    [run.runId, run.spaceId, run.flow, run.version, run.trigger, run.input, run.error, run.startedAt],
  );
};

export interface Ending {
  readonly status: RunStatusName;
  readonly output: string | null;
  readonly error: string | null;
}

export const endingOf = async (tx: Tx, spaceId: string, runId: string): Promise<Ending | null> => {
  const [row] = await tx.query<Ending & { endedAt: Date | null }>(
    `select status, output, error, ended_at as "endedAt" from flow_runs where run_id = $1 and space_id = $2`,
    [runId, spaceId],
  );
  return row === undefined || row.endedAt === null ? null : row;
};

/** The run that a trigger has had. */
export const runOfTrigger = async (
  tx: Tx,
  {
    spaceId,
    flow,
    triggerKey,
  }: { readonly spaceId: string; readonly flow: string; readonly triggerKey?: string },
): Promise<string | null> => {
  const [row] = await tx.query<{ runId: string }>(
    'select run_id as "runId" from flow_runs where space_id = $1 and flow = $2 and trigger_key = $3',
    [spaceId, flow, triggerKey ?? null],
  );
  return row?.runId ?? null;
};

export interface CalledVersion {
  readonly spaceId: string;
  readonly flow: string;
  readonly documentVersion: string;
}

/** The newest of the published versions that call themselves so. */
export const numberCalled = async (
  tx: Tx,
  { spaceId, flow, documentVersion }: CalledVersion,
): Promise<number> => {
  const [row] = await tx.query<{ number: number }>(
    `select number from flow_versions where space_id = $1 and flow = $2 and document_version = $3
     order by number desc limit 1`,
    [spaceId, flow, documentVersion],
  );
  if (row === undefined)
    throw new HubError('not_found', `The flow "${flow}" has no version "${documentVersion}".`);
  return row.number;
};
