import { isTrue } from '../expression.ts';
import { taskFault } from '../fault.ts';
import { inScope } from '../in-scope.ts';
import type { Behaviour, FrameOf, Machine } from '../machine.ts';
import { nextInList, startList } from './list.ts';

const once = { mark: '', attempt: '' };

export const block: Behaviour<'do'> = {
  begin: (frame, machine) => {
    const list = { ...once, tasks: frame.node.tasks, input: frame.input, scope: frame.scope };
    if (!startList(frame, list, machine)) machine.finish(frame, frame.input);
  },
  childDone: (frame, done, machine) => {
    if (!nextInList(frame, done, machine)) machine.finish(frame, done.output);
  },
};

/** A function of the document: one task, which sees nothing but what it is given. */
export const ownFunction: Behaviour<'function'> = {
  begin: (frame, machine) => {
    const input = frame.node.with(frame.input, frame, machine.run);
    startList(frame, { ...once, tasks: frame.node.tasks, input, scope: null }, machine);
  },
  childDone: (frame, { output }, machine) => machine.finish(frame, output),
};

export const loop: Behaviour<'for'> = {
  begin: (frame, machine) => {
    const items = frame.node.in(frame.input, frame, machine.run);
    if (!Array.isArray(items)) {
      const kind = items === null ? 'null' : typeof items;
      throw taskFault('expression', `"for.in" has to give an array to go through; it gave ${kind}.`);
    }
    frame.items = items;
    iterate(frame, frame.input, machine);
  },
  childDone: (frame, done, machine) => {
    if (!nextInList(frame, done, machine)) iterate(frame, done.output, machine);
  },
};

/** Each turn begins with what the one before gave. */
const iterate = (frame: FrameOf<'for'>, input: unknown, machine: Machine): void => {
  const { node } = frame;
  const { run } = machine;
  for (frame.at += 1; frame.at < frame.items.length; frame.at += 1) {
    const item = { name: node.each, value: frame.items[frame.at], outer: frame.scope };
    const scope = { name: node.at, value: frame.at, outer: item };
    if (node.while !== null && !isTrue(inScope(node.while, input, { frame, scope, run }))) break;
    const list = { tasks: node.tasks, input, scope, mark: `#${frame.at}`, attempt: '' };
    if (startList(frame, list, machine)) return;
  }
  machine.finish(frame, input);
};

export const fork: Behaviour<'fork'> = {
  begin: (frame, machine) => {
    const { branches } = frame.node;
    frame.results = branches.map(() => null);
    frame.at = branches.length;
    if (branches.length === 0) return machine.finish(frame, []);
    // The latest that is queued runs first.
    for (const branch of branches.toReversed()) {
      machine.enter(branch, frame, {
        key: frame.key + branch.step,
        effect: frame.effect + branch.step,
        scope: frame.scope,
        raw: frame.input,
      });
    }
  },
  childDone: (frame, { child, output }, machine) => {
    if (frame.node.compete) {
      machine.stopChildren(frame);
      return machine.finish(frame, output);
    }
    frame.results[frame.node.branches.indexOf(child.node)] = output;
    frame.at -= 1;
    if (frame.at === 0) machine.finish(frame, frame.results);
  },
  // A branch that fails has lost the race; only when all of them fail is there an error.
  childFailed: (frame) => {
    if (!frame.node.compete) return false;
    frame.at -= 1;
    return frame.at > 0;
  },
};
