import { childrenOf, jqPath, type JsonPath } from '../../../show/json-paths.ts';

/** What the tree of data begins with. */
export interface DataRoot {
  /** How jq reaches it; nothing where it is only looked at. */
  readonly path: string;
  readonly name: string;
  /** Undefined: no sample tells. */
  readonly value: unknown;
  /** It is the output of this step, which has to export it first. */
  readonly place?: string;
}

export interface DataRow {
  readonly id: string;
  readonly level: number;
  readonly name: string;
  readonly value: unknown;
  readonly root: DataRoot;
  readonly inside: JsonPath;
  readonly branch: boolean;
  readonly opened: boolean;
  readonly parent: string | null;
  /** So many more stand beside it that are not shown; then it is no value itself. */
  readonly more: number;
}

/** So many of one list or object are shown: nobody looks through more of them here. */
const mostChildren = 200;
/** So many values are looked at in a search. */
const mostSearched = 100_000;
const mostFound = 500;

/** `.` and `a` is `.a`; `$context` and 0 is `$context[0]`; nothing and `a` is `.a`. */
export const pathOf = ({ root, inside }: Pick<DataRow, 'root' | 'inside'>): string => {
  if (inside.length === 0) return root.path;
  const below = jqPath(inside);
  if (root.path === '.' || root.path === '') return below;
  return root.path + (typeof inside[0] === 'number' || below.startsWith('.[') ? below.slice(1) : below);
};

const isBranch = (value: unknown): boolean => typeof value === 'object' && value !== null;

interface Found {
  readonly rows: readonly DataRow[];
  /** There is more than was looked at. */
  readonly cut: boolean;
}

export const dataRows = (roots: readonly DataRoot[], opened: ReadonlySet<string>, search: string): Found => {
  const words = search.trim().toLowerCase();
  return words === '' ? { rows: openRows(roots, opened), cut: false } : searched(roots, words);
};

const rowOf = (root: DataRoot, inside: JsonPath, value: unknown): Omit<DataRow, 'opened' | 'more'> => {
  const id = [root.name, root.path, root.place ?? '', ...inside].join('\u0000');
  const parent = inside.length === 0 ? null : rowOf(root, inside.slice(0, -1), null).id;
  const name = inside.length === 0 ? root.name : String(inside.at(-1));
  return { id, level: inside.length + 1, name, value, root, inside, branch: isBranch(value), parent };
};

const openRows = (roots: readonly DataRoot[], opened: ReadonlySet<string>): DataRow[] => {
  const rows: DataRow[] = [];
  const walk = (root: DataRoot, inside: JsonPath, value: unknown): void => {
    const row = rowOf(root, inside, value);
    const open = row.branch && opened.has(row.id);
    rows.push({ ...row, opened: open, more: 0 });
    if (!open) return;
    const children = firstOf(value, mostChildren);
    for (const [name, held] of children) walk(root, [...inside, name], held);
    const more = countOf(value) - children.length;
    if (more > 0) rows.push({ ...rowOf(root, [...inside, '…'], null), opened: false, more });
  };
  for (const root of roots) walk(root, [], root.value);
  return rows;
};

export const countOf = (value: unknown): number =>
  Array.isArray(value) ? value.length : isBranch(value) ? Object.keys(value as object).length : 0;

/** Of a large list only the first are made rows. */
const firstOf = (value: unknown, count: number): ReturnType<typeof childrenOf> =>
  Array.isArray(value) ? childrenOf(value.slice(0, count)) : childrenOf(value).slice(0, count);

const searched = (roots: readonly DataRoot[], words: string): Found => {
  const rows: DataRow[] = [];
  let left = mostSearched;
  let cut = false;
  const hit = (name: string, value: unknown): boolean =>
    name.toLowerCase().includes(words) || (!isBranch(value) && String(value).toLowerCase().includes(words));
  const path: (string | number)[] = [];
  /** Rows of what fits, each below what holds it. What does not fit costs no row: most of what is looked at does not. */
  const walk = (root: DataRoot, name: string, value: unknown): boolean => {
    if (left <= 0 || rows.length >= mostFound) {
      cut = true;
      return false;
    }
    left -= 1;
    const at = rows.length;
    const inside = isBranch(value) && below(root, value);
    if (!inside && !hit(name, value)) return false;
    rows.splice(at, 0, { ...rowOf(root, [...path], value), opened: inside, more: 0 });
    return true;
  };
  const below = (root: DataRoot, value: unknown): boolean => {
    let some = false;
    const list = Array.isArray(value) ? (value as readonly unknown[]) : null;
    const fields = value as Readonly<Record<string, unknown>>;
    // No pairs of names and values are made of them: there may be a hundred thousand.
    for (const name of list === null ? Object.keys(fields) : list.keys()) {
      if (left <= 0) {
        cut = true;
        break;
      }
      path.push(name);
      some = walk(root, String(name), typeof name === 'number' ? list?.[name] : fields[name]) || some;
      path.pop();
    }
    return some;
  };
  for (const root of roots) walk(root, root.name, root.value);
  return { rows, cut };
};
