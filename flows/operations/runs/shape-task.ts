import { z } from 'zod';
import { faultSchema } from '../../run/shape.ts';
import type { TaskTrace } from '../../simulate/trace.ts';

const taskStatuses = ['running', 'completed', 'skipped', 'faulted', 'stopped', 'unknown'] as const;

export const taskSchema = z.strictObject({
  key: z.string().describe('The task, with its iterations and attempts: as in the journal.'),
  place: z.string().describe('JSON pointer into the document.'),
  name: z.string(),
  kind: z.string(),
  status: z
    .enum(taskStatuses)
    .describe(
      '`stopped`: by another branch, a timeout, or a failure around it; `unknown`: what came after was left out.',
    ),
  attempt: z.number().int().describe('Of the `try` around it; of a `try` itself how many it took.'),
  beganAt: z.iso.datetime(),
  endedAt: z.iso.datetime().nullable(),
  input: z.unknown().optional(),
  output: z.unknown().optional(),
  error: faultSchema.nullable(),
  context: z
    .unknown()
    .optional()
    .describe('`$context` when it began: where one task is asked for, by its key.'),
  call: z
    .strictObject({
      name: z.string().describe('The operation, the flow, or the function of the standard.'),
      function: z.string(),
      with: z.unknown().describe('What it was called with.'),
      answer: z.unknown().optional().describe('As it came, before `output.as`.'),
    })
    .optional()
    .describe('Only where one task is asked for, by its key.'),
  leftOut: z
    .array(z.enum(['input', 'output', 'error']))
    .optional()
    .describe('What is too long to be shown among others. Ask for this task alone, by its key.'),
});

type ShownTask = z.input<typeof taskSchema>;
export type ShownCall = NonNullable<ShownTask['call']>;

export interface Room {
  /** Letters of JSON that one value may have. */
  readonly value: number;
  /** All values together. */
  all: number;
}

/** What a run that was cut, or is over, makes of tasks that seem to be running. */
export type Unended = 'running' | 'stopped' | 'unknown';

/** Takes the room that the values need, and leaves out those for which there is none. */
export const shownTask = (task: TaskTrace, unended: Unended, room: Room): ShownTask => {
  const leftOut: ('input' | 'output' | 'error')[] = [];
  const fits = (what: (typeof leftOut)[number], value: unknown): boolean => {
    const size = JSON.stringify(value)?.length ?? 0;
    if (size <= Math.min(room.value, room.all)) {
      room.all -= size;
      return true;
    }
    leftOut.push(what);
    return false;
  };
  const { error } = task;
  return {
    ...{ key: task.key, place: task.place, name: task.name, kind: task.kind, attempt: task.attempt },
    status: task.status === 'running' ? unended : task.status,
    beganAt: new Date(task.began).toISOString(),
    endedAt: task.ended === null ? null : new Date(task.ended).toISOString(),
    ...(fits('input', task.input) && { input: task.input ?? null }),
    ...(task.output !== undefined && fits('output', task.output) && { output: task.output }),
    error:
      error === null || fits('error', error)
        ? error
        : { type: error.type, status: error.status, title: error.title, instance: error.instance },
    ...(leftOut.length > 0 && { leftOut }),
  };
};
