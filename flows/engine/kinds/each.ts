import { applyData } from '../data.ts';
import type { ChildDone, Machine } from '../machine.ts';
import type { Iteration } from '../program.ts';
import type { Frame } from '../state.ts';
import { nextInList, startList } from './list.ts';

/**
 * What is done with each event or message, one after the other: `frame.items` are those that came, `frame.at` is the one
 * at work, `frame.results` what came of those before it.
 */
export interface Each {
  readonly foreach: Iteration;
  /** Called after each. */
  readonly after?: () => void;
}

/** Begins with the next ones, until one of them takes its time; false when all have been gone through. */
export const nextOf = (frame: Frame, each: Each, machine: Machine): boolean => {
  const { foreach } = each;
  while (frame.at + 1 < frame.items.length) {
    frame.at += 1;
    const value = frame.items[frame.at];
    const item = { name: foreach.item, value, outer: frame.scope };
    const scope = { name: foreach.at, value: frame.at, outer: item };
    const list = { tasks: foreach.tasks, input: value, scope, mark: `#${frame.at}`, attempt: '' };
    if (startList(frame, list, machine)) return true;
    gather(frame, each, { given: value, machine });
  }
  return false;
};

/** Goes on after a task of the list: true while there is something at work. */
export const goOnWith = (
  frame: Frame,
  each: Each,
  { done, machine }: { readonly done: ChildDone; readonly machine: Machine },
): boolean => {
  if (nextInList(frame, done, machine)) return true;
  gather(frame, each, { given: done.output, machine });
  return nextOf(frame, each, machine);
};

interface Given {
  readonly given: unknown;
  readonly machine: Machine;
}

const gather = (frame: Frame, { foreach, after }: Each, { given, machine }: Given): void => {
  const { run } = machine;
  const own = frame.scope;
  frame.scope = frame.listScope;
  try {
    // Without `output.as` it is what came, not what was made of it.
    const value = foreach.output.map === null ? frame.items[frame.at] : given;
    const output = applyData(foreach.output, value, { frame, run, what: 'output' });
    if (foreach.export.map !== null) {
      frame.output = output;
      run.context = applyData(foreach.export, output, { frame, run, what: 'context' });
    }
    frame.results.push(output);
  } finally {
    frame.scope = own;
  }
  after?.();
};
