import type { Callable } from '../api/shapes.ts';

/** One line of the tree of all that can be a tool. */
export interface CatalogueRow {
  readonly id: string;
  /** 1 is outermost. */
  readonly level: number;
  readonly label: string;
  /** Its place among those beside it, and how many they are. */
  readonly place: number;
  readonly beside: number;
  /** Null: it holds others. */
  readonly callable: Callable | null;
  readonly opened: boolean;
  /** All that is within it. */
  readonly holds: readonly Callable[];
  /** What it is within; null: nothing. */
  readonly parent: string | null;
}

interface Branch {
  readonly id: string;
  readonly label: string;
  readonly branches: readonly Branch[];
  readonly leaves: readonly Callable[];
  readonly holds: readonly Callable[];
}

export interface CatalogueWords {
  readonly flows: string;
  readonly hub: string;
}

export interface Catalogue {
  readonly branches: readonly Branch[];
  /** Where the search looks, by name; first where it is called something, then in what is said about it. */
  readonly named: ReadonlyMap<string, string>;
  readonly said: ReadonlyMap<string, string>;
}

const rootOf = ({ origin, group }: Callable): string =>
  origin === 'hub' ? 'hub' : origin === 'flow' ? 'flow' : `connector ${group}`;

/** Where it stands in its root: by its first tag; the hub's own by their noun. */
const sectionOf = ({ origin, group, tags }: Callable): string =>
  origin === 'hub' ? group : origin === 'flow' ? '' : (tags[0] ?? '');

const byLabel = (one: { readonly label: string }, other: { readonly label: string }): number =>
  one.label.localeCompare(other.label);

const rank = (root: string): number => (root === 'hub' ? 2 : root === 'flow' ? 1 : 0);

/** Connectors with their tags, then flows, then the hub itself. */
export const openCatalogue = (callables: readonly Callable[], words: CatalogueWords): Catalogue => ({
  branches: branchesOf(callables, words),
  named: new Map(
    callables.map((one) => [one.name, `${one.name} ${one.title} ${one.tags.join(' ')}`.toLowerCase()]),
  ),
  said: new Map(
    callables.map((one) => [one.name, `${one.name} ${one.title} ${one.description}`.toLowerCase()]),
  ),
});

const branchesOf = (callables: readonly Callable[], words: CatalogueWords): Branch[] =>
  [...Map.groupBy(callables, rootOf)]
    .map(([root, holds]): Branch => {
      const label = root === 'hub' ? words.hub : root === 'flow' ? words.flows : (holds[0]?.group ?? '');
      const sections = Map.groupBy(holds, sectionOf);
      // One section alone would be one more step to the same.
      const divides = sections.size > 1;
      return {
        ...{ id: root, label, holds },
        branches: divides
          ? [...sections]
              .filter(([section]) => section !== '')
              .map(([section, leaves]) => ({
                ...{ id: `${root} ${section}`, label: section, branches: [], leaves, holds: leaves },
              }))
              .toSorted(byLabel)
          : [],
        leaves: divides ? (sections.get('') ?? []) : holds,
      };
    })
    .toSorted((one, other) => rank(one.id) - rank(other.id) || byLabel(one, other));

interface Within {
  readonly level: number;
  readonly parent: string | null;
  /** What stands beside the branches. */
  readonly leaves: number;
}

/** The lines that are to be seen: of what is opened, or of all that has every word. */
export const catalogueRows = (
  { branches, named, said }: Catalogue,
  opened: ReadonlySet<string>,
  search: string,
): readonly CatalogueRow[] => {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const has = (text: string): boolean => words.every((word) => text.includes(word));
  // What is only mentioned somewhere is shown where nothing is called so.
  const texts = [...named.values()].some(has) ? named : said;
  const fits = ({ name }: Callable): boolean => has(texts.get(name) ?? '');
  const rows: CatalogueRow[] = [];
  const walk = (among: readonly Branch[], within: Within): void => {
    const { level, parent, leaves: more } = within;
    const seen = words.length === 0 ? among : among.map((one) => narrowed(one, fits)).filter(hasSome);
    for (const [at, branch] of seen.entries()) {
      const isOpen = words.length > 0 || opened.has(branch.id);
      const { id, label, holds, leaves } = branch;
      const beside = seen.length + more;
      rows.push({ id, label, level, holds, parent, beside, place: at + 1, callable: null, opened: isOpen });
      if (!isOpen) continue;
      walk(branch.branches, { level: level + 1, parent: id, leaves: leaves.length });
      const below = branch.branches.length + leaves.length;
      for (const [place, callable] of leaves.entries())
        rows.push({
          ...{ id: callable.name, label: callable.title || callable.name, level: level + 1, parent: id },
          ...{ place: branch.branches.length + place + 1, beside: below, callable, opened: false },
          holds: [callable],
        });
    }
  };
  walk(branches, { level: 1, parent: null, leaves: 0 });
  return rows;
};

const narrowed = (branch: Branch, fits: (one: Callable) => boolean): Branch => ({
  ...branch,
  branches: branch.branches.map((one) => narrowed(one, fits)).filter(hasSome),
  leaves: branch.leaves.filter(fits),
  holds: branch.holds.filter(fits),
});

const hasSome = ({ holds }: Branch): boolean => holds.length > 0;
