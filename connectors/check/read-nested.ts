import type { Pairs } from './pairs.ts';
import { readScalar, type TextShape } from './text-shape.ts';
import { Unreadable } from './unreadable.ts';

/** What `nestedPairs` of the wire writes: `a[b][c]=`, `a[]=` for lists of scalars, `a[0][b]=` for lists of objects. */
export const readNested = (name: string, shape: TextShape, pairs: Pairs): unknown => {
  const names = pairs.below(name).filter((one) => one.endsWith(']'));
  if (names.length === 0) return undefined;
  const entries: Entry[] = [];
  for (const one of names) {
    pairs.taken.add(one);
    for (const raw of pairs.of(one) ?? []) entries.push({ rest: one.slice(name.length), raw });
  }
  return build(shape, entries, { decode: pairs.decode, depth: 0 });
};

interface Entry {
  /** Of the name, what is still to be read: `[b][c]`. */
  readonly rest: string;
  readonly raw: string;
}

interface Building {
  readonly decode: Pairs['decode'];
  readonly depth: number;
}

const deepest = 32;

const build = (shape: TextShape, entries: readonly Entry[], { decode, depth }: Building): unknown => {
  if (depth > deepest) throw new Unreadable(`is nested deeper than ${deepest} levels`);
  const [first] = entries;
  if (entries.some(({ rest }) => rest === '')) {
    if (entries.length > 1) throw new Unreadable('is given more than once');
    return readScalar(shape, decode(first?.raw ?? ''));
  }
  const below = { decode, depth: depth + 1 };
  if (isListed(shape, entries)) return buildList(shape.list?.() ?? shape, entries, below);
  const groups = new Map<string, Entry[]>();
  for (const { rest, raw } of entries) {
    const [key, further] = nextKey(rest, shape);
    const group = groups.get(key) ?? [];
    group.push({ rest: further, raw });
    groups.set(key, group);
  }
  return Object.fromEntries(
    [...groups].map(([key, group]) => [key, build(shape.record?.of(key) ?? shape, group, below)]),
  );
};

const isListed = ({ list, record }: TextShape, entries: readonly Entry[]): boolean => {
  if (record !== undefined && list === undefined) return false;
  const item = list === undefined ? /^\[\]$/ : /^\[\d{0,6}\]/;
  return entries.every(({ rest }) => item.test(rest));
};

const buildList = (items: TextShape, entries: readonly Entry[], below: Building): unknown[] => {
  const groups = new Map<number, Entry[]>();
  let free = 0;
  for (const { rest, raw } of entries) {
    const end = rest.indexOf(']');
    const text = rest.slice(1, end);
    if (text === '' && end + 1 < rest.length)
      throw new Unreadable('holds objects in a list without their numbers');
    const at = text === '' ? free : Number(text);
    free = Math.max(free, at + 1);
    const group = groups.get(at) ?? [];
    group.push({ rest: rest.slice(end + 1), raw });
    groups.set(at, group);
  }
  return [...groups].sort(([a], [b]) => a - b).map(([, group]) => build(items, group, below));
};

/** A name may hold brackets: one that the document knows, or one of those that hold nothing further. */
const nextKey = (rest: string, { record }: TextShape): [key: string, further: string] => {
  const end = rest.indexOf(']');
  const short = rest.slice(1, end);
  if (record === undefined || record.knows(short)) return [short, rest.slice(end + 1)];
  const known = record.bracketed.find(
    (name) => rest.startsWith(`[${name}]`) && /^(\[|$)/.test(rest.slice(name.length + 2)),
  );
  if (known !== undefined) return [known, rest.slice(known.length + 2)];
  const others = record.of(short);
  return others.scalars.size > 0 && others.list === undefined && others.record === undefined
    ? [rest.slice(1, -1), '']
    : [short, rest.slice(end + 1)];
};
