import type { DiffMark, DiffMarks } from '../canvas/diff-marks.ts';
import { diffMarks } from '../canvas/diff-marks.ts';
import type { Block, Step } from '../document/flow-shape.ts';
import { readFlowText, type FlowText } from '../document/flow-text.ts';
import { pointerTo } from '../document/pointer.ts';

/** Where a step that is drawn stands in each of the two versions; null: it is not there. */
export interface Stands {
  readonly older: string | null;
  readonly newer: string | null;
}

export interface Difference extends Stands {
  /** What it is called. */
  readonly name: string;
  readonly mark: DiffMark;
  /** On the drawing; null: it cannot be drawn. */
  readonly drawn: string | null;
}

export interface ComparedFlow {
  /** The newer version, with what was removed put in where it stood. */
  readonly text: string;
  /** By the places of that text. */
  readonly marks: DiffMarks;
  readonly stands: ReadonlyMap<string, Stands>;
  /** All that differs: first what is no step, then steps as they are read. */
  readonly differences: readonly Difference[];
}

/** Two versions as one flow: what was removed is drawn as well, or nobody would see that it is gone. */
export const compareFlows = (older: FlowText, newer: FlowText): ComparedFlow => {
  const diff = diffMarks(older.shape, newer.shape);
  const olderOf = (step: Step): Step | undefined => older.shape.steps.get(diff.pairs.get(step.place) ?? '');
  const blocks = new Map<string, readonly [newer: Block, older: Block | undefined]>();
  blocks.set(newer.shape.main.place, [newer.shape.main, older.shape.main]);
  for (const step of newer.shape.steps.values()) {
    const was = olderOf(step);
    for (const { role, block } of step.inner)
      blocks.set(block.place, [block, was?.inner.find((one) => one.role === role)?.block]);
  }
  const stands = new Map<string, Stands>();
  const marks = new Map<string, DiffMark>();
  const stand = (drawn: string, { older: was, newer: is }: Stands): void => {
    stands.set(drawn, { older: was, newer: is });
    const mark = is === null ? diff.before.get(was ?? '') : diff.after.get(is);
    if (mark !== undefined) marks.set(drawn, mark);
  };
  const rewrite = (value: unknown, place: string, drawn: string): unknown => {
    if (newer.shape.steps.has(place)) stand(drawn, { older: diff.pairs.get(place) ?? null, newer: place });
    const found = blocks.get(place);
    if (Array.isArray(value)) {
      const items: readonly unknown[] = value;
      const order = found === undefined ? null : withRemoved(...found, { marks: diff.before, olderOf });
      if (order === null)
        return items.map((item, at) => rewrite(item, pointerTo(place, at), pointerTo(drawn, at)));
      return order.map((one, at) => {
        const here = pointerTo(drawn, at);
        if (typeof one === 'number') return rewrite(items[one], pointerTo(place, one), here);
        standRemoved(one, here);
        return { [one.name]: one.task };
      });
    }
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [
        key,
        rewrite(inner, pointerTo(place, key), pointerTo(drawn, key)),
      ]),
    );
  };
  const standRemoved = (step: Step, item: string): void => {
    const own = pointerTo(item, step.name);
    for (const place of older.shape.steps.keys())
      if (place === step.place || place.startsWith(`${step.place}/`))
        stand(own + place.slice(step.place.length), { older: place, newer: null });
  };
  const text = JSON.stringify(rewrite(newer.plain, '', ''));
  // Two large versions may be more than can be drawn as one.
  if (!('shape' in readFlowText(text))) {
    stands.clear();
    marks.clear();
    for (const place of newer.shape.steps.keys())
      stand(place, { older: diff.pairs.get(place) ?? null, newer: place });
    return withDifferences({ text: newer.text, marks, stands }, { older, newer, before: diff.before });
  }
  return withDifferences({ text, marks, stands }, { older, newer, before: diff.before });
};

interface Known {
  readonly marks: DiffMarks;
  olderOf(step: Step): Step | undefined;
}

/** The steps of a block by their numbers, and those that were removed behind the step that they stood behind. */
const withRemoved = (
  now: Block,
  was: Block | undefined,
  { marks, olderOf }: Known,
): readonly (number | Step)[] => {
  const numbers = new Map(now.steps.map((step, at) => [olderOf(step)?.place ?? '', at] as const));
  const behind = new Map<number, Step[]>();
  let anchor = -1;
  for (const step of was?.steps ?? []) {
    anchor = numbers.get(step.place) ?? anchor;
    // What is no map with one name is not a step that could be drawn.
    if (marks.get(step.place) === 'removed' && step.name !== '')
      behind.set(anchor, [...(behind.get(anchor) ?? []), step]);
  }
  return [
    ...(behind.get(-1) ?? []),
    ...now.steps.flatMap((_, at): (number | Step)[] => [at, ...(behind.get(at) ?? [])]),
  ];
};

interface Sides {
  readonly older: FlowText;
  readonly newer: FlowText;
  /** By the places of the older version. */
  readonly before: DiffMarks;
}

const withDifferences = (
  drawing: Pick<ComparedFlow, 'text' | 'marks' | 'stands'>,
  { older, newer, before }: Sides,
): ComparedFlow => {
  const { marks, stands } = drawing;
  const nameOf = ({ older: was, newer: is }: Stands): string =>
    (is === null ? older.shape.steps.get(was ?? '') : newer.shape.steps.get(is))?.name ?? '';
  const steps = [...stands].flatMap(([drawn, at]): Difference[] => {
    const mark = marks.get(drawn);
    return mark === undefined ? [] : [{ ...at, drawn, mark, name: nameOf(at) }];
  });
  const seen = new Set(steps.map((one) => one.older));
  const lost = [...before].flatMap(([place, mark]): Difference[] =>
    mark !== 'removed' || seen.has(place)
      ? []
      : [{ older: place, newer: null, drawn: null, mark, name: nameOf({ older: place, newer: null }) }],
  );
  return { ...drawing, differences: [...besidesSteps(older, newer), ...steps, ...lost] };
};

/** What differs beside the steps: how the flow starts, what it takes, what it is called. */
const besidesSteps = (older: FlowText, newer: FlowText): readonly Difference[] => {
  const [was, is] = [older.shape.value, newer.shape.value];
  const keys = new Set([...Object.keys(is), ...Object.keys(was)]);
  keys.delete('do');
  return [...keys].flatMap((name): Difference[] => {
    const [left, right] = [Object.hasOwn(was, name), Object.hasOwn(is, name)];
    if (left && right && JSON.stringify(was[name]) === JSON.stringify(is[name])) return [];
    const place = pointerTo('', name);
    const mark = !left ? 'added' : !right ? 'removed' : 'changed';
    return [{ older: left ? place : null, newer: right ? place : null, drawn: null, mark, name }];
  });
};
