import { HubError } from '../../core/errors.ts';
import type { Command, FlowEvent, RunEvent } from '../engine/messages.ts';
import type { Program } from '../engine/program.ts';
import { newRun } from '../engine/state.ts';
import { step } from '../engine/step.ts';
import { eventOf } from '../run/rows.ts';
import { endIn, type RunEnd } from '../run/run-end.ts';
import type { JournalRow } from '../run/store-journal.ts';
import { callTrace } from './simulate.ts';
import { openRecorder, type CallTrace, type Traces } from './trace.ts';

/** A run as it is stored. */
export interface PastRun {
  readonly runId: string;
  readonly input: unknown;
  readonly startedAt: number;
  readonly rows: readonly Pick<JournalRow, 'seq' | 'kind' | 'key' | 'place' | 'body' | 'began' | 'at'>[];
  readonly secrets: Readonly<Record<string, unknown>>;
}

export interface Retraced extends Traces {
  /** Null: it is under way, as far as its rows tell. */
  readonly end: RunEnd | null;
  /**
   * The row from which on it goes another way than the run did; null when it does not. Masked values can do that: a text
   * stands where a number was.
   */
  readonly astray: number | null;
}

/** Others have their turn after so many rows. */
const breath = 100;

/** Goes through a run once more as it went, on the program that it ran on, to see what its rows do not tell. */
export const retrace = async (
  program: Program,
  { runId, input, startedAt, rows, secrets }: PastRun,
  signal?: AbortSignal,
): Promise<Retraced> => {
  const state = newRun({ id: runId, secrets });
  const limits = { observe: openRecorder() };
  const calls: CallTrace[] = [];
  const open = new Map<string, CallTrace>();
  /** Everything that was ever awaited: what comes late, for a task that is over, is no sign of anything. */
  const wanted = new Set<string>();
  const emitted: FlowEvent[] = [];
  let end: RunEnd | null = null;
  let astray: number | null = null;

  const settle = (key: string, status: CallTrace['status']): void => {
    const trace = open.get(key);
    if (trace === undefined) return;
    open.delete(key);
    trace.status = status;
    trace.ended = state.now;
  };
  const note = (command: Command): void => {
    if (command.kind !== 'drop' && command.kind !== 'end') wanted.add(command.key);
    if (command.kind === 'call' || command.kind === 'run') {
      const trace = callTrace(command, state.now);
      calls.push(trace);
      open.set(command.key, trace);
    } else if (command.kind === 'drop') settle(command.key, 'dropped');
    else if (command.kind === 'emit') emitted.push(command.event);
    else if (command.kind === 'end') end = endIn([command]);
  };
  const feed = async (event: RunEvent): Promise<void> => {
    for (let next: RunEvent | null = event; ; next = null) {
      const { commands, unfinished } = step(program, state, next, limits);
      if (next?.kind === 'done' || next?.kind === 'failed') settle(next.key, next.kind);
      for (const command of commands) note(command);
      if (!unfinished) return;
      await breathe(signal);
    }
  };

  await feed({ kind: 'start', at: startedAt, input });
  for (const [count, row] of rows.entries()) {
    const event = eventOf(row);
    if (event !== null) {
      if ('key' in event && !wanted.has(event.key)) astray ??= row.seq;
      await feed(event);
    }
    if (count % breath === breath - 1) await breathe(signal);
  }
  limits.observe.settle();
  return { end, astray, calls, emitted, tasks: limits.observe.tasks };
};

const breathe = async (signal: AbortSignal | undefined): Promise<void> => {
  await new Promise(setImmediate);
  if (signal?.aborted === true) throw new HubError('cancelled', 'Nobody waits for this any more.');
};
