import { instantText } from '../../core/instant-text.ts';
import type { ListQuery, Page } from '../../core/list.ts';
import type { Tx } from '../../platform/db/open.ts';
import { given, readPage } from '../../platform/db/page.ts';

export const callOutcomes = ['done', 'failed', 'refused'] as const;
export type CallOutcome = (typeof callOutcomes)[number];

export interface NewCall {
  readonly callId: string;
  readonly spaceId: string;
  readonly toolset: string;
  readonly number: number | null;
  readonly tool: string;
  readonly operation: string;
  readonly caller: string;
  readonly callerName: string;
  readonly at: Date;
  readonly ms: number;
  readonly outcome: CallOutcome;
  /** The code of the error that it ended with. */
  readonly code: string | null;
  readonly shape: string;
  readonly bytes: number;
  readonly input: string | null;
  readonly output: string | null;
}

/** Those of one space, in one statement. What belongs to a space that is gone is not kept. */
export const addCalls = async (tx: Tx, spaceId: string, calls: readonly NewCall[]): Promise<void> => {
  await tx.execute(
    `insert into toolset_calls (call_id, space_id, toolset, number, tool, operation, caller, caller_name, at, ms, outcome,
       code, shape, bytes, input, output)
     select c."callId", $1, c.toolset, c.number, c.tool, c.operation, c.caller, c."callerName", c.at, c.ms, c.outcome,
       c.code, c.shape, c.bytes, c.input, c.output
     from json_to_recordset($2::json) as c ("callId" text, toolset text, number int, tool text, operation text,
       caller text, "callerName" text, at timestamptz, ms float8, outcome text, code text, shape text, bytes int,
       input text, output text)
     where exists (select from spaces s where s.space_id = $1)
     on conflict (call_id) do nothing`,
    // As one text: a list for each column would be written sign by sign.
    [spaceId, JSON.stringify(calls)],
  );
};

interface CallRow extends Omit<NewCall, 'callId' | 'spaceId'> {
  readonly id: string;
}

const parsed = (text: string | null): unknown => (text === null ? null : (JSON.parse(text) as unknown));

const shown = (row: CallRow) => ({
  id: row.id,
  toolset: row.toolset,
  version: row.number,
  tool: row.tool,
  operation: row.operation,
  caller: { id: row.caller, name: row.callerName },
  at: instantText(row.at),
  ms: row.ms,
  outcome: row.outcome,
  code: row.code,
  shape: parsed(row.shape),
  bytes: row.bytes,
  input: parsed(row.input),
  output: parsed(row.output),
});
export type ToolsetCall = ReturnType<typeof shown>;

export const callSorts = ['at', 'ms'] as const;

export interface CallFilter extends ListQuery {
  readonly toolset?: string | undefined;
  readonly tool?: string | undefined;
  readonly operation?: string | undefined;
  readonly caller?: string | undefined;
  readonly outcome?: CallOutcome | undefined;
  readonly code?: string | undefined;
  readonly slowerThan?: number | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

export const listCalls = async (tx: Tx, spaceId: string, list: CallFilter): Promise<Page<ToolsetCall>> =>
  readPage<CallRow, ToolsetCall>(
    tx,
    {
      select: `c.call_id as id, c.toolset, c.number, c.tool, c.operation, c.caller, c.caller_name as "callerName", c.at, c.ms,
        c.outcome, c.code, c.shape, c.bytes, c.input, c.output`,
      from: 'toolset_calls c',
      where: [
        ['c.space_id = ?', spaceId],
        ...given('c.toolset = ?', list.toolset),
        ...given('c.tool = ?', list.tool),
        ...given('c.operation = ?', list.operation),
        ...given('c.caller = ?', list.caller),
        ...given('c.outcome = ?', list.outcome),
        ...given('c.code = ?', list.code),
        ...given('c.ms >= ?', list.slowerThan),
        ...given('c.at >= ?::timestamptz', list.from),
        ...given('c.at < ?::timestamptz', list.to),
      ],
      sorts: {
        at: { sql: 'c.call_id', type: 'id' },
        ms: { sql: '(c.ms * 1000)::bigint', type: 'bigint' },
      },
      id: 'c.call_id',
      search: ['c.tool', 'c.operation', 'c.caller_name', "coalesce(c.code, '')"],
      item: shown,
    },
    list,
  );

const keptDays = 30;
const mostAtOnce = 10_000;

/** A bounded piece of what is old enough to go. */
export const dropOldCalls = (tx: Tx): Promise<number> =>
  tx.execute(
    `delete from toolset_calls where call_id in (
       select call_id from toolset_calls where at < now() - interval '${keptDays} days' order by at limit ${mostAtOnce})`,
  );
