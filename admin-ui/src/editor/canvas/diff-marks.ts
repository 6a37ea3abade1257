import type { Block, FlowShape, Step } from '../document/flow-shape.ts';

/** What differs between two versions of a flow. */

export type DiffMark = 'added' | 'removed' | 'changed' | 'moved';

export type DiffMarks = ReadonlyMap<string, DiffMark>;

export interface FlowDiff {
  /** By the places of the older version: what was removed, changed and moved. */
  readonly before: DiffMarks;
  /** By the places of the newer one: what was added, changed and moved. */
  readonly after: DiffMarks;
  /** By the places of the newer one: which step of the older one it was. */
  readonly pairs: ReadonlyMap<string, string>;
}

/** Steps belong together by their names in the same block; those that are left over, by their names anywhere. */
export const diffMarks = (older: FlowShape, newer: FlowShape): FlowDiff => {
  const before = new Map<string, DiffMark>();
  const after = new Map<string, DiffMark>();
  const pairs = new Map<string, string>();
  const gone: Step[] = [];
  const come: Step[] = [];
  const waiting: [Block, Block][] = [[older.main, newer.main]];
  const meet = (one: Step, other: Step, moved: boolean): void => {
    pairs.set(other.place, one.place);
    const mark = sameOwn(one, other) ? (moved ? 'moved' : null) : 'changed';
    if (mark !== null) {
      before.set(one.place, mark);
      after.set(other.place, mark);
    }
    const count = Math.max(one.inner.length, other.inner.length);
    for (let at = 0; at < count; at += 1) {
      const [left, right] = [one.inner[at], other.inner.find(({ role }) => role === one.inner[at]?.role)];
      if (left !== undefined && right !== undefined) waiting.push([left.block, right.block]);
      else if (left !== undefined) gone.push(...left.block.steps);
    }
    for (const { role, block } of other.inner)
      if (!one.inner.some((inner) => inner.role === role)) come.push(...block.steps);
  };
  const alignBlocks = (): void => {
    for (let pair = waiting.pop(); pair !== undefined; pair = waiting.pop()) {
      const [left, right] = pair;
      const aligned = alignByName(left.steps, right.steps);
      gone.push(...aligned.gone);
      come.push(...aligned.come);
      for (const [one, other, moved] of aligned.pairs) meet(one, other, moved);
    }
  };
  alignBlocks();
  // What left one block and came into another has moved, if nothing else has that name.
  for (let found = pairAnywhere(gone, come); found !== null; found = pairAnywhere(gone, come)) {
    meet(found[0], found[1], true);
    alignBlocks();
  }
  for (const step of gone) markAll(step, 'removed', before);
  for (const step of come) markAll(step, 'added', after);
  return { before, after, pairs };
};

const markAll = (step: Step, mark: DiffMark, marks: Map<string, DiffMark>): void => {
  marks.set(step.place, mark);
  for (const { block } of step.inner) for (const inner of block.steps) markAll(inner, mark, marks);
};

/** One pair, taken out of both lists; steps inside of what is gone count as well. */
const pairAnywhere = (gone: Step[], come: Step[]): readonly [Step, Step] | null => {
  for (const one of gone) {
    const others = come.filter(({ name, kind }) => name === one.name && kind === one.kind);
    const [other] = others;
    if (other === undefined || others.length > 1) continue;
    if (gone.filter(({ name, kind }) => name === one.name && kind === one.kind).length > 1) continue;
    gone.splice(gone.indexOf(one), 1);
    come.splice(come.indexOf(other), 1);
    return [one, other];
  }
  return null;
};

interface Aligned {
  readonly pairs: readonly (readonly [Step, Step, moved: boolean])[];
  readonly gone: readonly Step[];
  readonly come: readonly Step[];
}

const alignByName = (left: readonly Step[], right: readonly Step[]): Aligned => {
  const open = new Map<string, Step[]>();
  for (const step of right) open.set(step.name, [...(open.get(step.name) ?? []), step]);
  const gone: Step[] = [];
  const met: [Step, Step][] = [];
  for (const step of left) {
    const other = open.get(step.name)?.shift();
    if (other === undefined) gone.push(step);
    else met.push([step, other]);
  }
  const come = [...open.values()].flat().sort((one, other) => right.indexOf(one) - right.indexOf(other));
  const kept = longestInOrder(met.map(([, other]) => right.indexOf(other)));
  return { pairs: met.map(([one, other], at) => [one, other, !kept.has(at)]), gone, come };
};

/** Which of the numbers stand in order already: as many as can be. The others have moved. */
const longestInOrder = (numbers: readonly number[]): ReadonlySet<number> => {
  const tails: number[] = [];
  const before: number[] = [];
  for (const [at, number] of numbers.entries()) {
    let low = 0;
    for (let high = tails.length; low < high;) {
      const middle = (low + high) >> 1;
      if ((numbers[tails[middle] ?? 0] ?? 0) < number) low = middle + 1;
      else high = middle;
    }
    before.push(low === 0 ? -1 : (tails[low - 1] ?? -1));
    tails[low] = at;
  }
  const kept = new Set<number>();
  for (let at = tails.at(-1) ?? -1; at >= 0; at = before[at] ?? -1) kept.add(at);
  return kept;
};

/** All that a step says itself, without the steps inside of it. */
const sameOwn = (one: Step, other: Step): boolean =>
  one.kind === other.kind && ownText(one) === ownText(other);

const ownText = (step: Step): string => {
  const blocks = new Set(step.inner.map(({ block }) => block.place.slice(step.place.length)));
  const write = (value: unknown, path: string): unknown => {
    if (blocks.has(path)) return null;
    if (Array.isArray(value)) return value.map((one: unknown, at) => write(one, `${path}/${at}`));
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value).map(
      ([key, inner]) => [key, write(inner, `${path}/${key}`)] as const,
    );
    return Object.fromEntries(entries.sort(([left], [right]) => (left < right ? -1 : 1)));
  };
  return JSON.stringify(write(step.task, ''));
};
