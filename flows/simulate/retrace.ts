import type { Command, FlowEvent, RunEvent } from '../engine/messages.ts';
import type { Program } from '../engine/program.ts';
import { newRun } from '../engine/state.ts';
import { step } from '../engine/step.ts';
import { eventOf } from '../run/rows.ts';
import { openParking } from '../run/parking.ts';
import { endIn, type RunEnd } from '../run/run-end.ts';
import type { JournalRow } from '../run/store-journal.ts';
import type { VariableValues } from '../variables/variable-set.ts';
import { breathe } from './breathe.ts';
import { openCallRecorder, type Work } from './call-trace.ts';
import { openRecorder, type Traces } from './trace.ts';

/** A run as it is stored. */
export interface PastRun {
  readonly runId: string;
  readonly input: unknown;
  readonly startedAt: number;
  readonly rows: readonly Pick<JournalRow, 'seq' | 'kind' | 'key' | 'place' | 'body' | 'began' | 'at'>[];
  readonly secrets: Readonly<Record<string, unknown>>;
  /** Those that it began with. */
  readonly variables: VariableValues;
}

export interface Retraced extends Traces {
  /** Null: it is under way, as far as its rows tell. */
  readonly end: RunEnd | null;
  /**
   * The row from which on it goes another way than the run did; null when it does not. Masked values can do that: a text
   * stands where a number was.
   */
  readonly astray: number | null;
  /** Of each timer that was set, in order under its key: when it rang, and as which row; null when it never did. */
  readonly timers: ReadonlyMap<string, readonly (Rang | null)[]>;
}

export interface Rang {
  readonly at: number;
  readonly order: number;
}

/** Others have their turn after so many rows. */
const breath = 100;
/** And after so many tasks. */
const slice = 200;

/** Goes through a run once more as it went, on the program that it ran on, to see what its rows do not tell. */
export const retrace = async (
  program: Program,
  { runId, input, startedAt, rows, secrets, variables }: PastRun,
  signal?: AbortSignal,
): Promise<Retraced> => {
  const state = newRun({ id: runId, secrets, variables });
  const limits = { slice, observe: openRecorder() };
  const calls = openCallRecorder();
  const works = new Map<string, Work>();
  const parking = openParking();
  // What comes late, for a task that is over, is no sign of anything.
  const wanted = new Set<string>();
  const timers = new Map<string, (Rang | null)[]>();
  const emitted: FlowEvent[] = [];
  let end: RunEnd | null = null;
  let astray: number | null = null;

  const note = (command: Command): void => {
    if (command.kind !== 'drop' && command.kind !== 'end') wanted.add(command.key);
    if (command.kind === 'timer') {
      const before = timers.get(command.key);
      if (before === undefined) timers.set(command.key, [null]);
      else before.push(null);
    } else if (command.kind === 'call' || command.kind === 'run') {
      calls.begin(command, state.now);
      works.set(command.key, command);
    } else if (command.kind === 'drop') calls.end(command.key, 'dropped', state.now);
    else if (command.kind === 'emit') emitted.push(command.event);
    else if (command.kind === 'end') end = parking.end(endIn([command]));
  };
  const feed = async (event: RunEvent): Promise<void> => {
    if ('key' in event) parking.told(event, works.get(event.key));
    for (let next: RunEvent | null = event; ; next = null) {
      const { commands, unfinished } = step({ program, ...limits }, state, next);
      if (next?.kind === 'done' || next?.kind === 'failed') calls.end(next.key, next.kind, state.now);
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
      if (event.kind === 'due') timers.get(event.key)?.splice(-1, 1, { at: row.at, order: row.seq });
      await feed(event);
    }
    if (count % breath === breath - 1) await breathe(signal);
  }
  limits.observe.settle();
  return { end, astray, timers, emitted, calls: calls.calls(), tasks: limits.observe.tasks };
};
