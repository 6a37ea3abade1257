import { begin } from './begin.ts';
import { complete } from './complete.ts';
import { endFaulted, fail } from './fail.ts';
import { faultOf, faultOfThrown } from './fault.ts';
import { wouldHear } from './kinds/listen.ts';
import type { FrameOf, Machine } from './machine.ts';
import type { FlowEvent, Outcome, RunEvent } from './messages.ts';
import type { Observer } from './observer.ts';
import { openMachine } from './open-machine.ts';
import type { Program } from './program.ts';
import type { RunState } from './state.ts';
import { take } from './take.ts';

export interface StepLimits {
  /** Tasks of one run, all rounds of all loops together. */
  readonly tasks?: number;
  /** Tasks in one step, after which others have their turn. */
  readonly slice?: number;
  /** Asked after each task: has this step taken long enough? It changes when a step ends, never what comes of the run. */
  readonly enough?: () => boolean;
  /** Told of every task of the run. */
  readonly observe?: Observer;
}

export interface Stepping extends StepLimits {
  readonly program: Program;
}

/**
 * One event into a run, and what the run does about it: rows for the journal, commands for the outside. It has no clock, no
 * chance and no input or output of its own: the same events give the same state. The state given is used up: go on with it.
 */
export const step = ({ program, ...limits }: Stepping, run: RunState, event: RunEvent | null): Outcome => {
  const machine = openMachine(program, run, limits.observe);
  if (event !== null) {
    run.now = Math.max(run.now, event.at);
    if (run.status === 'running') take(machine, event);
  }
  work(machine, limits);
  return { rows: machine.rows, commands: machine.commands, unfinished: run.todo.length > 0 };
};

/** Is there a listener under this key that would take the event? */
export const offer = (run: RunState, key: string, event: FlowEvent): boolean => {
  const frame = run.waiting.get(key);
  return (
    frame?.node.kind === 'listen' && frame.key === key && wouldHear(frame as FrameOf<'listen'>, event, run)
  );
};

const defaultTasks = 100_000;
const defaultSlice = 2_000;

const work = (machine: Machine, limits: StepLimits): void => {
  const { run } = machine;
  const { tasks = defaultTasks, slice = defaultSlice, enough } = limits;
  const until = run.tasks + slice;
  while (run.status === 'running') {
    const todo = run.todo.pop();
    if (todo === undefined) return;
    const { frame } = todo;
    if (frame.over) continue;
    if (todo.kind === 'enter') run.tasks += 1;
    if (run.tasks > tasks) {
      const detail = `The run began more than ${tasks} tasks, which is the limit. Does it go round for ever?`;
      endFaulted(machine, faultOf('runtime', { detail, instance: frame.node.place }));
      break;
    }
    try {
      if (todo.kind === 'enter') begin(machine, frame);
      else complete(machine, frame, todo);
    } catch (thrown) {
      fail(machine, frame, faultOfThrown(thrown, frame.node.place));
    }
    if (run.tasks >= until || enough?.() === true) break;
  }
  if (run.status !== 'running') run.todo.length = 0;
};
