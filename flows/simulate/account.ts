import { z } from 'zod';
import { without } from '../../core/without.ts';
import { statusOfEnd, type RunEnd } from '../run/run-end.ts';
import { abridge, type ShownRoom } from './abridge.ts';
import { calledName, type CallTrace } from './call-trace.ts';
import type { Traces } from './trace.ts';

/** What a run did, as one value: two of them are looked at side by side. */
export const accountSchema = z.strictObject({
  status: z.enum(['completed', 'faulted', 'parked', 'cancelled', 'waiting']),
  output: z.unknown().optional(),
  exactOutput: z.unknown().optional().describe('In place of `output`, where a test asks for it so.'),
  error: z.unknown().optional(),
  reason: z.string().optional().describe('Why it was parked or cancelled.'),
  tasks: z.array(z.string()).describe('Names, in the order in which they began.'),
  calls: z
    .array(z.record(z.string(), z.unknown()))
    .describe('Each by one name, with what it was called with.'),
  emitted: z.array(z.unknown()),
});
export type Account = z.input<typeof accountSchema>;

export interface Accounted extends Pick<Traces, 'tasks' | 'calls' | 'emitted'> {
  readonly end: RunEnd | null;
}

export interface AccountOptions {
  /** What a call is named; as the flow names it when left out. */
  readonly nameOf?: (call: CallTrace) => string;
  /** Letters that all of it may have. */
  readonly letters?: number;
}

const mostTasks = 500;
const mostLetters = 64 * 1024;

export const accountOf = (run: Accounted, options: AccountOptions = {}): Account => {
  const { nameOf = calledName, letters = mostLetters } = options;
  const room: ShownRoom = { letters };
  const { end } = run;
  const ran = run.tasks.filter(({ status }) => status !== 'skipped');
  return {
    status: end === null ? 'waiting' : statusOfEnd(end),
    ...(end?.status === 'completed' && { output: abridge(end.output, room) }),
    ...(end?.status === 'faulted' && { error: abridge(end.error, room) }),
    ...(end?.status === 'cancelled' && { reason: end.reason }),
    ...(end?.parked !== undefined && { reason: end.parked.reason }),
    tasks: ran.slice(0, mostTasks).map(({ name }) => name),
    calls: run.calls.slice(0, mostTasks).map((call) => ({ [nameOf(call)]: abridge(call.with, room) })),
    emitted: run.emitted.slice(0, mostTasks).map((event) => abridge(said(event), room)),
  };
};

/** What an event says; the rest is new each time. */
const said = (event: Accounted['emitted'][number]): object =>
  without(event, ['specversion', 'id', 'time', 'datacontenttype']);
