import { applyData } from './data.ts';
import { behaviourOf } from './behaviours.ts';
import { isTrue } from './expression.ts';
import type { Machine } from './machine.ts';
import { goOn } from './program.ts';
import { rowOf } from './rows.ts';
import type { Frame } from './state.ts';
import type { TrialStart } from './trial.ts';

/** A task begins: its `if`, its input, its timeout, then what its kind does. */
export const begin = (machine: Machine, frame: Frame): void => {
  const { node } = frame;
  machine.observe?.began(frame, machine.run);
  if (machine.run.ahead !== null) return beginAhead(machine, frame, machine.run.ahead);
  if (node.plain || prepared(machine, frame)) behaviourOf(node).begin(frame, machine);
};

const prepared = (machine: Machine, frame: Frame): boolean => {
  const { node } = frame;
  const { run } = machine;
  if (node.if !== null && !isTrue(node.if(frame.raw, frame, run))) {
    machine.rows.push(rowOf(frame, { kind: 'skipped', output: frame.raw, endedAt: run.now }));
    frame.skipped = true;
    machine.finish(frame, frame.raw, goOn);
    return false;
  }
  frame.input = applyData(node.input, frame.raw, { frame, run, what: 'input' });
  setTimeLimit(machine, frame);
  return true;
};

/** Calls and processes are timed by whoever carries them out. */
const setTimeLimit = (machine: Machine, frame: Frame): void => {
  const { node } = frame;
  if (node.timeout === null || node.kind === 'call' || node.kind === 'run') return;
  const after = node.timeout(frame.input, frame, machine.run) as number;
  machine.timer(frame, `${frame.key}:timeout`, after);
};

/** What holds the task at which a trial begins is opened without being asked for: its data is not what it would be. */
const beginAhead = (machine: Machine, frame: Frame, { place, context }: TrialStart): void => {
  const { run } = machine;
  if (frame.node.place === place) {
    run.ahead = null;
    run.context = context;
    setTimeLimit(machine, frame);
  } else if (frame.parent === null) setTimeLimit(machine, frame);
  behaviourOf(frame.node).begin(frame, machine);
};
