import type { Changed } from '../flow-editor.ts';
import { arrange, type Branch, type Item as Drawn } from './branches.ts';
import { blockAt, freeName, itemsAt, nameOfItem, spotOf, withItems, type Item } from './block-items.ts';
import { editFlow, refuse, type Turn } from './edit-flow.ts';
import type { Block, Step } from './flow-shape.ts';
import type { FlowText } from './flow-text.ts';
import { readChanged } from './read-changed.ts';
import { withValue } from './plain-edit.ts';
import { isWithin, pointerTo } from './pointer.ts';
import { removeSteps } from './remove-steps.ts';
import { casesOf, leadPast } from './ways.ts';
import { fieldOf } from './shape-of.ts';
import type { NewStep } from './add-step.ts';

export interface NewBranch {
  /** Of the case; another one, such as `vip2`, where there is one already. */
  readonly name: string;
  readonly when: string;
  /** What is done then. */
  readonly step: NewStep;
}

/** One more case of a switch, with a step beside those of the other cases, which goes on where they go on. */
export const addBranch = (flow: FlowText, place: string, { name, when, step }: NewBranch): Changed => {
  const found = flow.shape.steps.get(place);
  if (found?.kind !== 'switch')
    return refuse(flow, { key: 'editor.document.noSwitch', values: { step: found?.name ?? '' } });
  const { block, index } = spotOf(found);
  const items = itemsAt(flow.plain, block);
  const at = meetingOf(flow, found);
  const called = freeName(step.name, new Set(items.map(nameOfItem)));
  const cases = casesOf(items[index]);
  const caseName = freeName(name, new Set(cases.map(nameOfItem)));
  const next = at < items.length ? nameOfItem(items[at]) : 'exit';
  const otherwise = cases.findIndex((one) => fieldOf(one, nameOfItem(one), 'when') === undefined);
  const turns: Turn[] = [
    // What stands before it went on to where they meet, and still does.
    ({ plain }) => {
      const list = itemsAt(plain, block);
      const last = list[at - 1];
      const led = leadPast(last, next);
      return led === last ? plain : withItems(plain, block, list.with(at - 1, led));
    },
    ({ plain }) => {
      const put: Item = { [called]: structuredClone(step.task) };
      return withItems(plain, block, itemsAt(plain, block).toSpliced(at, 0, put));
    },
    ({ plain, shape }) => {
      const one = { [caseName]: { when, then: called } };
      const now = casesOf(itemsAt(plain, block)[index]);
      const where = otherwise < 0 ? cases.length : otherwise;
      const owner = shape.steps.get(place)?.place ?? place;
      return withValue(plain, pointerTo(owner, 'switch'), [...now.slice(0, where), one, ...now.slice(where)]);
    },
  ];
  return editFlow(flow, turns, { chosen: [pointerTo(block, at, called)] });
};

/** Behind the steps of all of its branches; behind itself where it has none. */
const meetingOf = ({ shape }: FlowText, step: Step): number => {
  const { block, index } = spotOf(step);
  const drawn = branchesAt(blockAt(shape, block), step.place);
  const steps = drawn.flatMap(stepsIn);
  return Math.max(index, ...steps.map((one) => spotOf(one).index)) + 1;
};

const branchesAt = (block: Block | undefined, place: string): readonly Branch[] => {
  const waiting: Drawn[] = block === undefined ? [] : [...arrange(block).items];
  for (let one = waiting.pop(); one !== undefined; one = waiting.pop()) {
    if ('step' in one) continue;
    if (one.switch.place === place) return one.branches;
    waiting.push(...one.branches.flatMap(({ items }) => items.items));
  }
  return [];
};

const stepsIn = ({ items }: Branch): readonly Step[] =>
  items.items.flatMap((one) => ('step' in one ? [one.step] : [one.switch, ...one.branches.flatMap(stepsIn)]));

/** A case with the steps that only it leads to. With the last one the switch itself goes. */
export const removeBranch = (flow: FlowText, cases: readonly string[]): Changed => {
  const [first = ''] = cases;
  const step = [...flow.shape.steps.values()].findLast(({ place }) => isWithin(first, place));
  if (step?.kind !== 'switch') return { text: flow.text };
  const { block } = spotOf(step);
  const branch = branchesAt(blockAt(flow.shape, block), step.place).find((one) =>
    one.cases.some(({ place }) => cases.includes(place)),
  );
  const others = step.cases.filter(({ place }) => !cases.includes(place));
  const shared = branch?.cases.some(({ place }) => !cases.includes(place)) === true;
  const inside = branch === undefined || shared ? [] : stepsIn(branch).map(({ place }) => place);
  if (others.length === 0) return removeSteps(flow, [...inside, step.place]);
  const kept = step.cases.flatMap(({ place }, at) => (cases.includes(place) ? [] : [at]));
  const list = casesOf({ [step.name]: step.task });
  const without = editFlow(flow, [
    ({ plain }) =>
      withValue(
        plain,
        pointerTo(step.place, 'switch'),
        kept.map((at) => list[at]),
      ),
  ]);
  return without.refused !== undefined || inside.length === 0 ? without : removeFrom(without, inside);
};

const removeFrom = (changed: Changed, places: readonly string[]): Changed => {
  const flow = readChanged(changed);
  return 'shape' in flow ? removeSteps(flow, places) : changed;
};
