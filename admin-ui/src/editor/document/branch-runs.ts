import type { Case, Step } from './flow-shape.ts';

/** Where a step of a list leads: to another one by its number, out of the list, to the end of the flow, or to nothing known. */
export interface Leads {
  readonly steps: readonly Step[];
  target(then: string, at: number): number | 'exit' | 'end' | null;
  /** By step, the first one that leads to it by name. */
  readonly first: readonly (number | undefined)[];
}

/** Steps from one on up to another, which cases of a switch lead to. */
export interface Run {
  readonly cases: readonly Case[];
  /** What no case takes goes this way. */
  readonly open: boolean;
  readonly from: number;
  readonly end: number;
}

export interface Runs {
  /** Where they meet. */
  readonly to: number;
  readonly runs: readonly Run[];
  /** Cases that lead back, or out of what is drawn here. */
  readonly elsewhere: readonly { readonly target: number; readonly label: string }[];
}

interface Range {
  readonly from: number;
  readonly to: number;
  readonly meets: number;
}

type Target = number | 'exit' | 'end';

interface Destination {
  readonly target: Target;
  readonly cases: Case[];
  open: boolean;
}

/**
 * The branches of a switch: each case leads to a run of steps below it, one run behind the other in the text, and all go on at
 * one step below them, or leave. Null where that is not so: then nothing but arrows can tell it.
 */
export const branchesOf = (at: number, range: Range, leads: Leads): Runs | null => {
  const runs = runsOf(at, { range, leads, exits: false });
  if (range.meets !== leads.steps.length || (runs !== null && runs.to < range.to)) return runs;
  // At the end of a block it comes to the same whether one goes on or leaves.
  return runsOf(at, { range, leads, exits: true }) ?? runs;
};

interface Looking {
  readonly range: Range;
  readonly leads: Leads;
  /** What leaves the block goes to where the runs meet. */
  readonly exits: boolean;
}

const runsOf = (at: number, { range, leads, exits }: Looking): Runs | null => {
  const step = leads.steps[at];
  if (step === undefined) return null;
  const where = (then: string, from: number): Target | null => {
    const target = leads.target(then, from);
    return target === range.meets || (exits && target === 'exit') ? range.to : target;
  };
  const { destinations, elsewhere } = destinationsOf(step, { at, where, range });
  const starts = [
    ...new Set(destinations.flatMap(({ target }) => (typeof target === 'number' ? [target] : []))),
  ].sort((one, other) => one - other);
  const ways = destinations.reduce((sum, { cases, open }) => sum + cases.length + (open ? 1 : 0), 0);
  if (ways < 2 || starts[0] !== at + 1) return null;
  const to = meetingOf({ at, starts, range }, { leads, where });
  if (to === null) return null;
  const inside = starts.filter((start) => start < to);
  // Where all others leave, what comes next is no branch: it is how the flow goes on.
  if (inside.length === 0 && starts.length > 1) return null;
  const endOf = (start: number): number => inside.find((other) => other > start) ?? to;
  if (
    !areApart(
      inside.map((from) => ({ from, end: endOf(from) })),
      { to, at, leads, where },
    )
  )
    return null;
  const runs = destinations.flatMap(({ target, cases, open }): readonly Run[] => {
    const from = typeof target === 'number' && target < to ? target : to;
    return from === to
      ? eachAlone({ cases, open, from, end: to })
      : [{ cases, open, from, end: endOf(from) }];
  });
  return { to, runs: inOrder(step, runs), elsewhere };
};

/** Where there are no steps yet each case has a way of its own, for its first one. */
const eachAlone = (run: Run): readonly Run[] => [
  ...run.cases.map((one) => ({ ...run, cases: [one], open: false })),
  ...(run.open ? [{ ...run, cases: [] }] : []),
];

/** As the cases are written, what no case takes at the end. */
const inOrder = ({ cases }: Step, runs: readonly Run[]): readonly Run[] => {
  const numberOf = ({ cases: [first] }: Run): number =>
    first === undefined ? cases.length : cases.findIndex(({ place }) => place === first.place);
  return runs.toSorted((one, other) => numberOf(one) - numberOf(other));
};

type Where = (then: string, from: number) => Target | null;

interface Here {
  readonly at: number;
  readonly where: Where;
  readonly range: Range;
}

const destinationsOf = (
  step: Step,
  { at, where, range }: Here,
): { readonly destinations: readonly Destination[]; readonly elsewhere: Runs['elsewhere'] } => {
  const destinations: Destination[] = [];
  const elsewhere: { target: number; label: string }[] = [];
  const leadingTo = (target: Target): Destination => {
    const known = destinations.find((one) => one.target === target);
    if (known !== undefined) return known;
    const made = { target, cases: [], open: false };
    destinations.push(made);
    return made;
  };
  for (const one of step.cases) {
    const target = where(one.then, at);
    if (target === null) continue;
    if (typeof target === 'number' && (target <= at || target > range.to))
      elsewhere.push({ target, label: one.name });
    else leadingTo(target).cases.push(one);
  }
  if (step.cases.every(({ when }) => when !== null)) {
    const target = where(step.then, at);
    const isNear = typeof target !== 'number' || (target > at && target <= range.to);
    if (target !== null && isNear) leadingTo(target).open = true;
    else if (typeof target === 'number') elsewhere.push({ target, label: '' });
  }
  return { destinations, elsewhere };
};

interface Search {
  readonly at: number;
  readonly starts: readonly number[];
  readonly range: Range;
}

interface Ways {
  readonly leads: Leads;
  readonly where: Where;
}

/** The first step that all runs stand above: nothing in them leads further down. */
const meetingOf = ({ at, starts, range }: Search, { leads, where }: Ways): number | null => {
  let to = starts.at(-1) ?? at + 1;
  let reached = false;
  for (let next = at + 1; starts.length > 1; next += 1) {
    if (next === to) {
      // Where only the switch itself leads, one more run begins.
      if (reached || !starts.includes(to) || to >= range.to) break;
      to += 1;
    }
    for (const target of targetsOf(leads.steps[next], next, where)) {
      if (typeof target !== 'number' || target > range.to) continue;
      if (target === to) reached = true;
      if (target > to) {
        to = target;
        reached = true;
      }
    }
  }
  return to > range.to ? null : to;
};

/** All that a step can lead to. */
const targetsOf = (step: Step | undefined, at: number, where: Where): readonly (Target | null)[] => {
  if (step === undefined) return [];
  const cases = step.cases.map(({ then }) => where(then, at));
  const always = step.cases.some(({ when }) => when === null) || step.kind === 'raise';
  const passed = step.task['if'] === undefined ? [] : [at + 1];
  return [...cases, ...(always ? [] : [where(step.then, at)]), ...passed];
};

interface Apart {
  readonly to: number;
  readonly at: number;
  readonly leads: Leads;
  readonly where: Where;
}

/** No run leads into another one, and nothing above the switch leads into one. */
const areApart = (
  runs: readonly { readonly from: number; readonly end: number }[],
  { to, at, leads, where }: Apart,
): boolean => {
  const sound = runs.every(({ from, end }) => {
    for (let one = from; one < end; one += 1) {
      for (const target of targetsOf(leads.steps[one], one, where)) {
        if (typeof target !== 'number' || target === to || target <= at) continue;
        if (target < from || target >= end) return false;
      }
    }
    return true;
  });
  if (!sound) return false;
  for (let one = at + 1; one < to; one += 1) if ((leads.first[one] ?? at) < at) return false;
  return true;
};
