import type { Callable, ConnectorEvent } from '../../api/shapes.ts';
import { noFit, titleFit } from '../../list/title-fit.ts';
import { catalogueRows, type Catalogue, type CatalogueRow } from '../../toolsets/catalogue-tree.ts';
import type { StepTemplate } from './step-templates.ts';
import type { Trigger } from './trigger-templates.ts';

/** What can be chosen. */
export type Choice =
  | { readonly kind: 'callable'; readonly callable: Callable }
  | { readonly kind: 'step'; readonly step: StepTemplate }
  | { readonly kind: 'trigger'; readonly trigger: Trigger }
  | { readonly kind: 'event'; readonly event: ConnectorEvent };

/** One line of the sheet. */
export type Line =
  | { readonly kind: 'heading'; readonly id: string; readonly label: string }
  | {
      readonly kind: 'branch';
      readonly id: string;
      readonly label: string;
      readonly level: number;
      readonly count: number;
      readonly opened: boolean;
    }
  | { readonly kind: 'choice'; readonly id: string; readonly level: number; readonly choice: Choice };

/** With the words that a search looks at. */
export interface Named {
  readonly choice: Choice;
  readonly id: string;
  readonly text: string;
  /** Its title, and then the other names that it has. */
  readonly called: readonly string[];
  /** Shown below this line, which is opened; of a search all are shown. */
  readonly group?: string;
}

export interface Shelf {
  readonly label: string;
  readonly id: string;
  readonly items: readonly Named[];
}

interface Given {
  /** What stands above the tree: used before, kinds of steps, triggers. */
  readonly shelves: readonly Shelf[];
  readonly catalogue: Catalogue;
  readonly opened: ReadonlySet<string>;
  readonly search: string;
  /** Above all that there is. */
  readonly label: string;
  /** Above what fits best, where it would stand further below. */
  readonly bestLabel: string;
}

type Found = Pick<Named, 'choice' | 'id' | 'called'>;

/** An operation is known by the last part of its name, too. */
export const calledOf = ({ title, name }: Callable): readonly string[] => [
  title || name,
  name,
  name.slice(name.lastIndexOf('.') + 1),
];

/** A step and a way to begin may share an id; an operation is the same on whichever shelf. */
const keyOf = ({ choice, id }: Found): string => `${choice.kind} ${id}`;

/** What is called as was typed. Null: the first that was found is called so as well as any other. */
const bestOf = (found: readonly Found[], search: string): Found | null => {
  const [first, ...others] = found;
  let best: Found | null = null;
  let least = first === undefined ? noFit : titleFit(first.called, search);
  for (const one of others) {
    const fit = titleFit(one.called, search);
    if (fit >= least) continue;
    least = fit;
    best = one;
  }
  return best;
};

/**
 * Shelves first, then all that there is as a tree; of both what has every word that is searched for. Of a search the
 * best title leads: the mark begins there, and whoever presses Enter gets what they have typed.
 */
export const catalogueLines = (given: Given): readonly Line[] => {
  const { catalogue, opened, search, label, bestLabel } = given;
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const searches = words.length > 0;
  const shelves = given.shelves.map((shelf) => ({
    ...shelf,
    items: shelf.items.filter(({ text }) => words.every((word) => text.includes(word))),
  }));
  const rows = catalogueRows(catalogue, opened, search);
  const lines: Line[] = [];
  // What was found above is not found once more.
  const seen = new Set<string>();
  const best = searches
    ? bestOf([...shelves.flatMap(({ items }) => items), ...leavesOf(rows)], search)
    : null;
  if (best !== null) {
    seen.add(keyOf(best));
    lines.push({ kind: 'heading', id: 'heading best', label: bestLabel });
    lines.push({ kind: 'choice', id: `best ${best.id}`, level: 1, choice: best.choice });
  }
  for (const shelf of shelves) {
    const items = shelf.items.filter((one) => best === null || keyOf(one) !== keyOf(best));
    if (items.length === 0) continue;
    lines.push({ kind: 'heading', id: `heading ${shelf.id}`, label: shelf.label });
    for (const [group, some] of Map.groupBy(items, (one) => (searches ? undefined : one.group))) {
      const branch = `${shelf.id} ${group}`;
      const open = group === undefined || opened.has(branch);
      if (group !== undefined)
        lines.push({
          ...{ kind: 'branch', id: branch, label: group, level: 1 },
          count: some.length,
          opened: open,
        });
      for (const one of open ? some : []) {
        const { choice, id } = one;
        seen.add(keyOf(one));
        lines.push({ kind: 'choice', id: `${shelf.id} ${id}`, level: group === undefined ? 1 : 2, choice });
      }
    }
  }
  const left = rows.flatMap((row) => {
    const holds = searches ? row.holds.filter(({ name }) => !seen.has(`callable ${name}`)) : row.holds;
    return holds.length === 0 ? [] : [{ ...row, holds }];
  });
  if (left.length > 0) lines.push({ kind: 'heading', id: 'heading all', label });
  for (const { id, level, label: name, callable, holds, opened: open } of left)
    lines.push(
      callable === null
        ? { kind: 'branch', id, level, label: name, count: holds.length, opened: open }
        : { kind: 'choice', id, level, choice: { kind: 'callable', callable } },
    );
  return lines;
};

const leavesOf = (rows: readonly CatalogueRow[]): Found[] =>
  rows.flatMap(({ id, callable }) =>
    callable === null
      ? []
      : [{ id, choice: { kind: 'callable' as const, callable }, called: calledOf(callable) }],
  );

/** The lines that can be chosen or opened. */
const isPressed = ({ kind }: Line): boolean => kind !== 'heading';

/** The next line that can be pressed, from one on. */
export const nextLine = (lines: readonly Line[], from: number, by: 1 | -1): number => {
  for (let at = from + by; at >= 0 && at < lines.length; at += by) {
    const line = lines[at];
    if (line !== undefined && isPressed(line)) return at;
  }
  return from;
};

/** Where the mark stands after a search: at the first thing that can be chosen. */
export const firstChoice = (lines: readonly Line[]): number =>
  Math.max(
    0,
    lines.findIndex(({ kind }) => kind === 'choice'),
  );
