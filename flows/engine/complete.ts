import { applyData } from './data.ts';
import { behaviourOf } from './behaviours.ts';
import { dropWaits, fail, removeChild, stopChildren } from './fail.ts';
import { faultOfThrown } from './fault.ts';
import type { Machine } from './machine.ts';
import { finish as endOfRun, goOn, type Direction, type Node } from './program.ts';
import { rowOf } from './rows.ts';
import { checkSize } from './size.ts';
import type { Frame } from './state.ts';
import { leadsTo } from './trial.ts';

interface Completion {
  readonly output: unknown;
  readonly direction: Direction;
}

/** A task has its output: what it becomes, and where it leads. */
export const complete = (machine: Machine, frame: Frame, { output, direction }: Completion): void => {
  const { node, parent } = frame;
  const { run } = machine;
  frame.rawOutput = output;
  frame.output = output;
  if (!node.plain && !frame.skipped) {
    frame.output = applyData(node.output, output, { frame, run, what: 'output' });
    if (node.export.map !== null) {
      run.context = applyData(node.export, frame.output, { frame, run, what: 'context' });
    }
  }
  // What only passes through was looked at where it was made.
  if (frame.output !== frame.raw && frame.output !== run.looked) {
    checkSize(frame.output, 'output');
    run.looked = frame.output;
  }
  if (frame.waits.length > 0) dropWaits(machine, frame);
  frame.over = true;
  machine.observe?.ended(frame, run, null);
  if (tellsItself(node) && !frame.skipped) {
    machine.rows.push(rowOf(frame, { kind: 'task', output: frame.output, endedAt: run.now }));
  }
  if (parent === null) {
    run.status = 'completed';
    machine.commands.push({ kind: 'end', status: 'completed', output: frame.output });
    return;
  }
  removeChild(parent, frame);
  const ends = direction === endOfRun || leadsTo(machine.program.trial?.until ?? undefined, node.place);
  if (ends && !isInner(node, parent)) return endGracefully(machine, frame.output);
  try {
    behaviourOf(parent.node).childDone?.(parent, { child: frame, output: frame.output, direction }, machine);
  } catch (thrown) {
    // It is what holds the task that failed.
    fail(machine, parent, faultOfThrown(thrown, parent.node.place));
  }
};

/** Tasks that are done without an event from outside; the others are journaled by the event that ended them. */
const tellsItself = ({ kind }: Node): boolean =>
  kind === 'set' || kind === 'switch' || kind === 'emit' || kind === 'listen';

/** What extensions are put around ends the run when they are done, too. */
const isInner = (node: Node, { node: outer }: Frame): boolean =>
  outer.kind === 'extended' && outer.inner === node;

/** `then: end`: whatever else runs is stopped, and this is what the flow gives. */
const endGracefully = (machine: Machine, output: unknown): void => {
  const { root, todo } = machine.run;
  if (root === null) return;
  stopChildren(machine, root);
  todo.length = 0;
  machine.finish(root, output, goOn);
};
