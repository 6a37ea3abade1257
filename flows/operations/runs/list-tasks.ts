import { z } from 'zod';
import { hubOperation } from '../../../platform/invoke/context.ts';
import { eventOf } from '../../run/rows.ts';
import { runIdSchema } from '../../run/shape.ts';
import { calledName } from '../../simulate/call-trace.ts';
import { findPastRun, type FoundRun, type PastRunDeps } from '../../simulate/past-runs.ts';
import { retrace } from '../../simulate/on-demand.ts';
import type { Retraced } from '../../simulate/retrace.ts';
import { shownTask, taskSchema, type Room, type ShownCall, type Unended } from './shape-task.ts';

/** What tells whether all tasks of a run are shown. */
export const wholeness = {
  complete: z.boolean().describe('False when `note` says why this is not all, or not sure.'),
  note: z.string().nullable(),
};

const pageRoom = (): Room => ({ value: 64 * 1024, all: 4 * 1024 * 1024 });
const taskRoom = (): Room => ({ value: 8 * 1024 * 1024, all: 16 * 1024 * 1024 });

export const listTasks = (deps: PastRunDeps) =>
  hubOperation({
    name: 'runs.tasks',
    summary: 'Each task of a run: input, output, times, attempts, error',
    description:
      'The run is gone through once more by its journal, which tells only what came from outside. Nothing is called. Masked values stay masked.',
    access: 'flows.read',
    transaction: 'none',
    http: { method: 'GET', path: '/api/runs/{run}/tasks' },
    input: z.strictObject({
      run: runIdSchema,
      task: z
        .string()
        .min(1)
        .max(2_000)
        .optional()
        .describe('The key of one task, to have it with all of its values.'),
      after: z.coerce.number().int().min(0).default(0).describe('The `next` of the page before.'),
      limit: z.coerce.number().int().min(1).max(500).default(200),
    }),
    output: z.strictObject({
      items: z.array(taskSchema).describe('In the order in which they began.'),
      next: z.number().int().nullable(),
      ...wholeness,
    }),
    run: async ({ run, task, after, limit }, { spaceId, signal }) => {
      const found = await findPastRun(deps, spaceId, run);
      const retraced = await retrace(found.program, found.past, signal);
      const wanted = tasksOf(found, retraced).filter(({ key }) => task === undefined || key === task);
      const room = task === undefined ? pageRoom() : taskRoom();
      const unended = unendedIn(found);
      return {
        items: wanted.slice(after, after + limit).map((one) => ({
          ...shownTask(one, unended, room),
          ...(task !== undefined && { context: one.context ?? null, ...callOf(task, found, retraced) }),
        })),
        next: wanted.length > after + limit ? after + limit : null,
        ...wholenessOf(found, retraced),
      };
    },
  });

/** What a task asked of the outside, and what came back. */
const callOf = (key: string, { past }: FoundRun, { calls }: Retraced): { call?: ShownCall } => {
  const call = calls.findLast((one) => one.key === key);
  if (call === undefined) return {};
  const row = past.rows.findLast((one) => one.kind === 'done' && one.key === key);
  const event = row === undefined ? null : eventOf(row);
  return {
    call: {
      ...{ name: calledName(call), function: call.function, with: call.with },
      ...(event?.kind === 'done' && { answer: event.output }),
    },
  };
};

/** One that waits for its turn has begun nothing. */
export const tasksOf = ({ row }: FoundRun, { tasks }: Retraced): Retraced['tasks'] =>
  row.status === 'queued' ? [] : tasks;

export const unendedIn = ({ leftOut, end }: FoundRun): Unended =>
  leftOut > 0 ? 'unknown' : end === null ? 'running' : 'stopped';

export const wholenessOf = (
  { row, leftOut }: FoundRun,
  { astray }: Retraced,
): { complete: boolean; note: string | null } => {
  const note = noteOn(row.mode, leftOut, astray);
  return { complete: note === null, note };
};

const noteOn = (mode: 'durable' | 'fast', leftOut: number, astray: number | null): string | null => {
  if (mode === 'fast') return 'A fast run leaves no journal: only its beginning is known.';
  if (astray !== null)
    return `From entry ${astray} of its journal on the run cannot be followed: masked values, or another draft since, lead another way. The journal is right.`;
  return leftOut === 0
    ? null
    : `The journal is too long to be gone through in one go: ${leftOut} of its entries were left out. They stand in the journal.`;
};
