import { behaviourOf } from './behaviours.ts';
import { faultOfThrown, type Fault } from './fault.ts';
import type { Machine } from './machine.ts';
import { rowOf } from './rows.ts';
import type { Frame } from './state.ts';

/** The task failed by itself: no event in the journal tells of it. */
export const fail = (machine: Machine, frame: Frame, fault: Fault): void => {
  if (frame.over) return;
  machine.rows.push(rowOf(frame, { kind: 'faulted', output: fault, endedAt: machine.run.now }));
  pass(machine, frame, fault);
};

/** Outwards until somebody deals with it. */
export const pass = (machine: Machine, failed: Frame, fault: Fault): void => {
  if (failed.over) return;
  let frame = failed;
  let known = fault;
  const final = failed.node.kind === 'raise' && failed.node.final === true;
  for (;;) {
    machine.observe?.ended(frame, machine.run, known);
    stopFrame(machine, frame);
    const { parent } = frame;
    if (parent === null) return endFaulted(machine, known);
    removeChild(parent, frame);
    try {
      if (!final && behaviourOf(parent.node).childFailed?.(parent, known, machine) === true) return;
    } catch (thrown) {
      known = faultOfThrown(thrown, parent.node.place);
    }
    frame = parent;
  }
};

export const endFaulted = (machine: Machine, error: Fault): void => {
  const { run } = machine;
  if (run.root !== null) stopFrame(machine, run.root);
  run.status = 'faulted';
  machine.commands.push({ kind: 'end', status: 'faulted', error });
};

/** It is over, whatever it was doing, and so is all that runs inside of it. */
export const stopFrame = (machine: Machine, frame: Frame): void => {
  machine.observe?.stopped(frame, machine.run);
  frame.over = true;
  dropWaits(machine, frame);
  stopChildren(machine, frame);
};

export const stopChildren = (machine: Machine, frame: Frame): void => {
  for (const child of frame.children) stopFrame(machine, child);
  frame.children.length = 0;
};

export const dropWaits = (machine: Machine, frame: Frame): void => {
  for (const key of frame.waits) {
    machine.run.waiting.delete(key);
    machine.commands.push({ kind: 'drop', key });
  }
  frame.waits.length = 0;
};

export const removeChild = (parent: Frame, child: Frame): void => {
  const { children } = parent;
  // All but forks have one.
  if (children.length === 1 && children[0] === child) children.length = 0;
  else {
    const at = children.indexOf(child);
    if (at >= 0) children.splice(at, 1);
  }
};
