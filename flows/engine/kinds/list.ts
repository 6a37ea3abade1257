import type { ChildDone, Machine } from '../machine.ts';
import { goOn, leave, type Node } from '../program.ts';
import type { Frame, Scope } from '../state.ts';
import { leadsTo } from '../trial.ts';

export interface ListParts {
  readonly tasks: readonly Node[];
  readonly input: unknown;
  readonly scope: Scope | null;
  /** Put after the frame's keys: the iteration and, for the journal only, the attempt. */
  readonly mark: string;
  readonly attempt: string;
}

/** Tasks one after the other; the frame says what it is for. An empty list is over at once: false. */
export const startList = (frame: Frame, parts: ListParts, machine: Machine): boolean => {
  frame.list = parts.tasks;
  frame.listScope = parts.scope;
  frame.listKey = `${frame.key}${parts.mark}${parts.attempt}`;
  frame.listEffect = `${frame.effect}${parts.mark}`;
  frame.round = 0;
  const { ahead } = machine.run;
  const index = ahead === null ? 0 : parts.tasks.findIndex(({ place }) => leadsTo(ahead.place, place));
  return enterAt(frame, { index, raw: parts.input }, machine);
};

/** Goes on after a task of the list: true when another one runs now, false when the list is over. */
export const nextInList = (frame: Frame, { output, direction }: ChildDone, machine: Machine): boolean => {
  if (direction === leave) return false;
  const index = direction === goOn ? frame.index + 1 : direction;
  // A second time through the same tasks needs keys of its own.
  if (index <= frame.index) frame.round += 1;
  return enterAt(frame, { index, raw: output }, machine);
};

interface Step {
  readonly index: number;
  readonly raw: unknown;
}

const enterAt = (frame: Frame, { index, raw }: Step, machine: Machine): boolean => {
  const node = frame.list[index];
  if (node === undefined) return false;
  frame.index = index;
  const mark = frame.round === 0 ? node.step : `${node.step}@${frame.round}`;
  machine.enter(node, frame, {
    key: frame.listKey + mark,
    effect: frame.listEffect + mark,
    scope: frame.listScope,
    raw: machine.run.ahead?.place === node.place ? machine.run.ahead.input : raw,
  });
  return true;
};
