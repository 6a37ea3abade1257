import { HubError } from '../../core/errors.ts';
import type { ListQuery, Page } from '../../core/list.ts';
import type { Tx } from '../../platform/db/open.ts';
import { standardErrors } from '../engine/fault.ts';
import { given, readPage, type ListSource } from '../../platform/db/page.ts';

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
  readonly dismissedAt: Date | null;
  readonly dismissedBy: string | null;
  readonly dismissedByName: string | null;
  readonly dismissedNote: string | null;
}

export interface RunDetail extends RunRow {
  readonly input: string;
  readonly output: string | null;
  readonly draft: string | null;
  /** Which version of the space's variables it began with; null where its flow reads none. */
  readonly variables: number | null;
}

/** Of a run, as it is shown. */
export const runColumns = `run_id as "runId", flow, version, mode, status, trigger, order_key as "orderKey", parent_run as "parentRun",
  wanted, error, started_at as "startedAt", ended_at as "endedAt", dismissed_at as "dismissedAt",
  dismissed_by as "dismissedBy", dismissed_by_name as "dismissedByName", dismissed_note as "dismissedNote"`;

export const runSorts = ['startedAt', 'flow'] as const;

/** Runs that were parked or that failed, but for tests: those that nobody has dealt with, those that somebody has, or both. */
export const deadLetters = ['open', 'dismissed', 'all'] as const;

export interface RunFilter {
  readonly flow?: string | undefined;
  readonly status?: string | undefined;
  readonly dead?: (typeof deadLetters)[number] | undefined;
  /** Of its failure: the whole type, or the last word of one of the standard's. */
  readonly errorType?: string | undefined;
  /** `event` stands for events of all types. */
  readonly trigger?: string | undefined;
  readonly parent?: string | undefined;
  readonly from?: Date | undefined;
  readonly until?: Date | undefined;
}

export interface RunList extends ListQuery, RunFilter {}

/** As the index of dead letters has it, without what somebody only tried out: nobody waits for that. */
const deadSql = `status in ('parked', 'faulted') and trigger <> 'test'`;

/** Failures are written with their type first. Not as JSON: the database does not read all that JSON may hold. */
const typeSql = `substring(error from '^\\{"type":"([^"\\\\]*)"')`;

/** Ids of runs begin with the time, so that the newest stand last in their index. */
export const runSource = (spaceId: string, list: RunFilter): ListSource<RunRow, RunRow> => ({
  select: runColumns,
  from: 'flow_runs',
  where: [
    ['space_id = ?', spaceId],
    ...given('flow = ?', list.flow),
    ...given('status = ?', list.status),
    ...(list.dead === undefined ? [] : [[deadSql] as const]),
    ...(list.dead === 'open' ? [['dismissed_at is null'] as const] : []),
    ...(list.dead === 'dismissed' ? [['dismissed_at is not null'] as const] : []),
    ...(list.errorType === undefined
      ? []
      : [[`${typeSql} in (?, ?)`, list.errorType, standardErrors + list.errorType] as const]),
    ...(list.trigger === 'event'
      ? [["trigger like 'event:%'"] as const]
      : given('trigger = ?', list.trigger)),
    ...given('parent_run = ?', list.parent),
    ...given('started_at >= ?', list.from),
    ...given('started_at < ?', list.until),
  ],
  sorts: {
    startedAt: { sql: 'run_id', type: 'id' },
    flow: { sql: 'flow', type: 'text' },
  },
  id: 'run_id',
  search: ['run_id', 'flow', "coalesce(order_key, '')", "coalesce(error, '')"],
  item: (row) => row,
});

export const listRuns = async (tx: Tx, spaceId: string, list: RunList): Promise<Page<RunRow>> =>
  readPage(tx, runSource(spaceId, list), list);

export const getRun = async (tx: Tx, spaceId: string, runId: string): Promise<RunDetail> => {
  const [row] = await tx.query<RunDetail>(
    `select ${runColumns}, input, output, draft, variables from flow_runs where run_id = $1 and space_id = $2`,
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
  readonly variables: number | null;
  /** It has its turn already, or has to wait for others of its key. */
  readonly ready: boolean;
}

/** For whoever takes it up; false when this trigger has had its run already. Of a key, only whoever has its lock draws turns. */
export const queueRun = async (tx: Tx, run: QueuedRun): Promise<boolean> =>
  (await tx.execute(
    `insert into flow_runs (run_id, space_id, flow, version, mode, status, trigger, trigger_key, order_key, parent_run,
       parent_key, input, draft, ready, sealed, variables, started_at, begun, ready_at,
       parent_tries, turn)
     values ($1, $2, $3, $4, 'durable', $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15,
       date_trunc('milliseconds', clock_timestamp()), false, clock_timestamp(),
       coalesce((select tries from flow_runs where run_id = $9 and space_id = $2), 0),
       case when $8::text is null then null else nextval('flow_run_turns') end)
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
      run.variables,
    ],
  )) === 1;

export interface FastNote extends Omit<
  QueuedRun,
  'ready' | 'triggerKey' | 'orderKey' | 'sealed' | 'parentRun' | 'parentKey' | 'variables'
> {
  readonly status: 'faulted' | 'parked';
  readonly error: string;
  readonly startedAt: number;
}

/** A fast run leaves no journal; when it fails or is parked it leaves this. True: the first that it left. */
export const noteFastRun = async (tx: Tx, run: FastNote): Promise<boolean> => {
  const [row] = await tx.query<{ first: boolean }>(
    `insert into flow_runs (run_id, space_id, flow, version, mode, status, trigger, input, draft, error, started_at, ended_at)
     values ($1, $2, $3, $4, 'fast', $5, $6, $7, $8, $9, to_timestamp($10 / 1000.0), clock_timestamp())
     on conflict (run_id) do update set status = excluded.status, error = excluded.error, ended_at = excluded.ended_at
       where flow_runs.space_id = excluded.space_id
     returning (xmax = 0) as first`,
    [
      run.runId,
      run.spaceId,
      run.flow,
      run.version,
      run.status,
      run.trigger,
      run.input,
      run.draft,
      run.error,
      run.startedAt,
    ],
  );
  return row?.first === true;
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
