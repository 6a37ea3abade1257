import type { Callable, ConnectorEvent } from '../../api/shapes.ts';
import { catalogueRows, type Catalogue } from '../../toolsets/catalogue-tree.ts';
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
  readonly label: string;
}

/** Shelves first, then all that there is as a tree; of both what has every word that is searched for. */
export const catalogueLines = ({ shelves, catalogue, opened, search, label }: Given): readonly Line[] => {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const lines: Line[] = [];
  const seen = new Set<string>();
  for (const shelf of shelves) {
    const items = shelf.items.filter(({ text }) => words.every((word) => text.includes(word)));
    if (items.length === 0) continue;
    lines.push({ kind: 'heading', id: `heading ${shelf.id}`, label: shelf.label });
    for (const [group, some] of Map.groupBy(items, (one) => (words.length > 0 ? undefined : one.group))) {
      const branch = `${shelf.id} ${group}`;
      const open = group === undefined || opened.has(branch);
      if (group !== undefined)
        lines.push({
          ...{ kind: 'branch', id: branch, label: group, level: 1 },
          count: some.length,
          opened: open,
        });
      for (const { choice, id } of open ? some : []) {
        seen.add(id);
        lines.push({ kind: 'choice', id: `${shelf.id} ${id}`, level: group === undefined ? 1 : 2, choice });
      }
    }
  }
  const rows = catalogueRows(catalogue, opened, search);
  if (rows.length === 0) return lines;
  lines.push({ kind: 'heading', id: 'heading all', label });
  for (const { id, level, label: name, callable, holds, opened: open } of rows) {
    if (callable === null)
      lines.push({ kind: 'branch', id, level, label: name, count: holds.length, opened: open });
    // What was found above is not found once more.
    else if (words.length === 0 || !seen.has(callable.name))
      lines.push({ kind: 'choice', id, level, choice: { kind: 'callable', callable } });
  }
  return lines;
};

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
