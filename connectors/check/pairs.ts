import { halves, type Decode } from './read-text.ts';
import { Unreadable } from './unreadable.ts';

/** Names with what stands for them, as it was sent: of a query, a form or cookies. */
export interface Pairs {
  readonly decode: Decode;
  /** Of one name, in their order. */
  of(name: string): readonly string[] | undefined;
  /** Names that begin like `name[`. */
  below(name: string): readonly string[];
  names(): IterableIterator<string>;
  /** Those that somebody has read. */
  readonly taken: Set<string>;
}

export const readPairs = (raw: string, between: string | RegExp, decode: Decode): Pairs => {
  const all = new Map<string, string[]>();
  for (const piece of raw.split(between)) {
    if (piece === '') continue;
    const [rawName, value] = halves(piece);
    add(all, nameOf(rawName, decode), value);
  }
  return pairsOfTexts(all, decode);
};

export const pairsOfTexts = (all: ReadonlyMap<string, readonly string[]>, decode: Decode): Pairs => {
  let byStart: Map<string, string[]> | undefined;
  return {
    decode,
    of: (name) => all.get(name),
    below: (name) => {
      byStart ??= startsOf(all.keys());
      const start = name.split('[', 1)[0] ?? '';
      return (byStart.get(start) ?? []).filter((one) => one.startsWith(`${name}[`));
    },
    names: () => all.keys(),
    taken: new Set(),
  };
};

const nameOf = (raw: string, decode: Decode): string => {
  try {
    return decode(raw);
  } catch {
    throw new Unreadable(`holds the name "${raw.slice(0, 40)}", which is not percent-encoded UTF-8`);
  }
};

const startsOf = (names: Iterable<string>): Map<string, string[]> => {
  const starts = new Map<string, string[]>();
  for (const name of names) if (name.includes('[')) add(starts, name.split('[', 1)[0] ?? '', name);
  return starts;
};

export const add = (map: Map<string, string[]>, name: string, value: string): void => {
  const before = map.get(name);
  if (before === undefined) map.set(name, [value]);
  else before.push(value);
};
