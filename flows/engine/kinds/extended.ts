import { isTrue, taskDescriptor } from '../expression.ts';
import type { Behaviour, ChildDone, FrameOf, Machine } from '../machine.ts';
import { leave, type Node } from '../program.ts';
import { nextInList, startList } from './list.ts';

/**
 * A task with what `use.extensions` puts before and after it. `frame.items` are the lists to run, `frame.at` the one that
 * runs; null among them is the task itself. `frame.results` is what the task gave, with where it led. What the lists give
 * is not used, unless one before the task exits: then that is the task's output.
 */
export const extended: Behaviour<'extended'> = {
  begin: (frame, machine) => {
    const used = frame.node.around.filter(
      ({ when }) => when === null || isTrue(when(frame.input, frame, machine.run)),
    );
    frame.items = [
      ...used.map(({ before }) => before),
      null,
      ...used.map(({ after }) => after).toReversed(),
    ].filter((list) => list === null || list.length > 0);
    next(frame, machine);
  },
  childDone: (frame, done, machine) => {
    if (done.child.node === frame.node.inner) {
      frame.results = [done.output, done.direction];
      frame.rawOutput = done.child.rawOutput;
      return next(frame, machine);
    }
    if (nextInList(frame, done, machine)) return;
    if (exits(frame, done)) return machine.finish(frame, done.output);
    next(frame, machine);
  },
};

const exits = (frame: FrameOf<'extended'>, { direction }: ChildDone): boolean =>
  direction === leave && frame.results.length === 0;

const next = (frame: FrameOf<'extended'>, machine: Machine): void => {
  frame.at += 1;
  const list = frame.items[frame.at];
  const { node, scope, input, results } = frame;
  const done = results.length > 0;
  if (list === undefined) return machine.finish(frame, results[0], results[1] as number);
  if (list === null) {
    const [key, effect] = [`${frame.key}/*`, `${frame.effect}/*`];
    return machine.enter(node.inner, frame, { key, effect, scope, raw: input });
  }
  const parts = {
    tasks: list as readonly Node[],
    // What comes after it sees what it gave.
    input: done ? results[0] : input,
    // In these lists `$task` is the task that they are put around, as the standard's examples have it.
    scope: { name: 'task', value: taskDescriptor(frame), outer: scope },
    mark: `~${frame.at}`,
    attempt: '',
  };
  startList(frame, parts, machine);
};
