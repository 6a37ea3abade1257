import { isFields } from './shape-of.ts';

/** Which of the items before each item is now; -1 for one that is put there. Those that stay do so in their order. */
export const alignItems = (before: readonly unknown[], now: readonly unknown[]): readonly number[] => {
  const found = sameItems(before, now);
  pairOthers(found, { before, now });
  return inOrder(found);
};

/** Those that are the same object, or the same text or number from one end or the other. */
const sameItems = (before: readonly unknown[], now: readonly unknown[]): number[] => {
  const places = new Map<unknown, number>();
  for (const [at, item] of before.entries()) if (typeof item === 'object') places.set(item, at);
  const used = new Set<number>();
  const found = now.map((item) => {
    const at = typeof item === 'object' ? places.get(item) : undefined;
    if (at === undefined || used.has(at)) return -1;
    used.add(at);
    return at;
  });
  let start = 0;
  while (start < now.length && before[start] === now[start] && start < before.length) {
    found[start] = start;
    start += 1;
  }
  let end = 1;
  while (end <= Math.min(now.length, before.length) - start && before.at(-end) === now.at(-end)) {
    found[now.length - end] = before.length - end;
    end += 1;
  }
  return found;
};

interface Lists {
  readonly before: readonly unknown[];
  readonly now: readonly unknown[];
}

/** What is new may be what was there, changed: of the same name, or with the same inside, or else at the same place. */
const pairOthers = (found: number[], { before, now }: Lists): void => {
  const used = new Set(found);
  const free = before.flatMap((item, at) => (used.has(at) ? [] : [{ item, at }]));
  if (free.length === 0) return;
  const pair = (isPair: (old: unknown, fresh: unknown) => boolean): void => {
    for (const [to, fresh] of now.entries()) {
      if (found[to] !== -1) continue;
      const index = free.findIndex(({ item }) => isPair(item, fresh));
      const [one] = index < 0 ? [] : free.splice(index, 1);
      if (one !== undefined) found[to] = one.at;
    }
  };
  pair((old, fresh) => insideOf(old) !== undefined && insideOf(old) === insideOf(fresh));
  pair((old, fresh) => onlyName(old) !== undefined && onlyName(old) === onlyName(fresh));
  // Nothing tells them apart but where they stand: between the same neighbours.
  for (const [to, fresh] of now.entries()) {
    if (found[to] !== -1) continue;
    const last = to === 0 ? -1 : (found[to - 1] ?? -1);
    const index = free.findIndex(({ item, at }) => at === last + 1 && mayBe(item, fresh));
    const [one] = index < 0 || (to > 0 && last < 0) ? [] : free.splice(index, 1);
    if (one !== undefined) found[to] = one.at;
  }
};

/** What has a name is another one under another name; with more fields, or fewer, it has one of those that it had. */
const mayBe = (old: unknown, fresh: unknown): boolean => {
  if (onlyName(old) === undefined && onlyName(fresh) === undefined) return true;
  return isFields(old) && isFields(fresh) && Object.keys(fresh).some((name) => Object.hasOwn(old, name));
};

const onlyName = (value: unknown): string | undefined => {
  const names = isFields(value) ? Object.keys(value) : [];
  return names.length === 1 ? names[0] : undefined;
};

const insideOf = (value: unknown): unknown => {
  const name = onlyName(value);
  const inside = name === undefined ? undefined : (value as Readonly<Record<string, unknown>>)[name];
  return typeof inside === 'object' && inside !== null ? inside : undefined;
};

/** The longest run of places that grow; all others are put there anew. */
const inOrder = (found: readonly number[]): readonly number[] => {
  const ends: number[] = [];
  const before = new Map<number, number | undefined>();
  for (const [to, at] of found.entries()) {
    if (at < 0) continue;
    let low = 0;
    let high = ends.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((found[ends[middle] ?? 0] ?? 0) < at) low = middle + 1;
      else high = middle;
    }
    before.set(to, ends[low - 1]);
    ends[low] = to;
  }
  const kept = new Set<number>();
  for (let to = ends.at(-1); to !== undefined; to = before.get(to)) kept.add(to);
  return found.map((at, to) => (kept.has(to) ? at : -1));
};
