import { branchesOf, type Leads } from './branch-runs.ts';
import type { Block, Case, Step } from './flow-shape.ts';

/** Steps in the order in which they are drawn, with the branches of a switch beside each other. */
export interface Arranged {
  readonly items: readonly Item[];
  /** What leads elsewhere than to what is drawn next. */
  readonly jumps: readonly Jump[];
}

export type Item = { readonly step: Step } | { readonly switch: Step; readonly branches: readonly Branch[] };

export interface Branch {
  readonly cases: readonly Case[];
  /** Taken when no case is. */
  readonly open: boolean;
  readonly items: Arranged;
}

export interface Jump {
  readonly from: string;
  readonly to: string;
  /** The case that it is of; empty for the step's own. */
  readonly label: string;
}

export const arrange = (block: Block): Arranged => {
  const { steps } = block;
  const places = new Map<string, number>();
  for (const [at, { name }] of steps.entries()) if (!places.has(name)) places.set(name, at);
  const target: Leads['target'] = (then, at) => {
    if (then === 'continue') return at + 1;
    if (then === 'exit' || then === 'end') return then;
    return places.get(then) ?? null;
  };
  const first: (number | undefined)[] = Array<undefined>(steps.length).fill(undefined);
  for (const [at, { then, cases }] of steps.entries()) {
    for (const one of [then, ...cases.map((each) => each.then)]) {
      const to = one === 'continue' ? null : target(one, at);
      if (typeof to === 'number') first[to] ??= at;
    }
  }
  const leads: Leads = { steps, target, first };
  return arrangeRange({ from: 0, to: steps.length, meets: steps.length }, leads);
};

/** Steps of a list that follow each other; what leads to `meets` goes on below them. */
interface Range {
  readonly from: number;
  readonly to: number;
  readonly meets: number;
}

const arrangeRange = (range: Range, leads: Leads): Arranged => {
  const items: Item[] = [];
  const jumps: Jump[] = [];
  let at = range.from;
  while (at < range.to) {
    const step = leads.steps[at];
    if (step === undefined) break;
    const found = step.kind === 'switch' ? branchesOf(at, range, leads) : null;
    if (found === null) {
      items.push({ step });
      jumps.push(...jumpsFrom(step, { at, range, leads }));
      at += 1;
      continue;
    }
    const { to, runs, elsewhere } = found;
    const branches = runs.map(({ cases, open, from, end }): Branch => ({
      cases,
      open,
      items: arrangeRange({ from, to: end, meets: to === range.to ? range.meets : to }, leads),
    }));
    items.push({ switch: step, branches });
    for (const { target, label } of elsewhere) {
      const place = leads.steps[target]?.place;
      if (place !== undefined) jumps.push({ from: step.place, to: place, label });
    }
    at = to;
  }
  return { items, jumps };
};

interface Here {
  readonly at: number;
  readonly range: Range;
  readonly leads: Leads;
}

/** The last of a run leads to where the runs meet without anybody drawing it. */
const jumpsFrom = (step: Step, { at, range, leads }: Here): readonly Jump[] => {
  const ways = [
    { then: step.then, label: '' },
    ...step.cases.map(({ name, then }) => ({ then, label: name })),
  ];
  return ways.flatMap(({ then, label }) => {
    const target = leads.target(then, at);
    const place = typeof target === 'number' && then !== 'continue' ? leads.steps[target]?.place : undefined;
    const isBelow = target === at + 1 || (at + 1 === range.to && target === range.meets);
    return place === undefined || isBelow ? [] : [{ from: step.place, to: place, label }];
  });
};
