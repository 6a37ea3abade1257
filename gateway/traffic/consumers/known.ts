import { keepNewest } from '../../../core/keep-newest.ts';

/** What was found for something that was shown; null: it opens nothing. */
export interface Known<Value> {
  readonly value: Value | null;
  /** Monotonic instant from which on it is not true any more by itself. */
  readonly until: number;
  /** When it was noted last that the credential is in use. */
  notedAt: number;
  /** About how much memory it takes. */
  readonly bytes: number;
}

/** What is remembered of one space, as of one revision of its consumers. */
export interface KnownOfSpace<Value> {
  revision: number;
  /** Since the last look whether the revision has changed. */
  usedAt: number;
  bytes: number;
  readonly good: Map<string, Known<Value>>;
  /** Apart from the good ones, which no amount of guessing may push out. */
  readonly bad: Map<string, Known<Value>>;
}

export interface KnownSpaces<Value> {
  of(spaceId: string): KnownOfSpace<Value>;
  find(space: KnownOfSpace<Value>, name: string): Known<Value> | undefined;
  keep(space: KnownOfSpace<Value>, name: string, known: Known<Value>): void;
  /** Those that are in use, by their ids. */
  readonly spaces: ReadonlyMap<string, KnownOfSpace<Value>>;
  forget(spaceId: string): void;
}

export interface Bounds {
  readonly spaces: number;
  /** Of one space. */
  readonly good: number;
  readonly bad: number;
  /** Of all spaces together, and of one of them a quarter: that none pushes all others out. */
  readonly bytes: number;
}

/**
 * As much as one process remembers. A credential without metadata is about 1 KB: 64 MB are 60,000 of them over all spaces, and
 * 10,000 of one; one whose consumer has as much metadata as it may is 40 KB.
 */
export const usualBounds: Bounds = { spaces: 1_000, good: 10_000, bad: 1_000, bytes: 64 * 1024 * 1024 };

export const openKnownSpaces = <Value>(bounds: Bounds): KnownSpaces<Value> => {
  const spaces = new Map<string, KnownOfSpace<Value>>();
  /** So much may come before it is worth adding up what there is. */
  let room = bounds.bytes;

  const leastUsedFirst = (): [string, KnownOfSpace<Value>][] =>
    [...spaces].sort(([, one], [, other]) => one.usedAt - other.usedAt);

  /** Some more than it needs, so that it is not for each entry that they are added up. */
  const makeRoom = (but: KnownOfSpace<Value>): void => {
    let bytes = 0;
    for (const space of spaces.values()) bytes += space.bytes;
    if (bytes > bounds.bytes)
      for (const [spaceId, space] of leastUsedFirst()) {
        if (bytes <= bounds.bytes * 0.9) break;
        if (space === but) continue;
        spaces.delete(spaceId);
        bytes -= space.bytes;
      }
    room = Math.max(1, bounds.bytes - bytes);
  };

  return {
    spaces,
    forget: (spaceId) => void spaces.delete(spaceId),
    of: (spaceId) => {
      const before = spaces.get(spaceId);
      if (before !== undefined) return before;
      const space: KnownOfSpace<Value> = {
        ...{ revision: -1, usedAt: 0, bytes: 0, good: new Map(), bad: new Map() },
      };
      const [least] = spaces.size >= bounds.spaces ? leastUsedFirst() : [];
      if (least !== undefined) spaces.delete(least[0]);
      spaces.set(spaceId, space);
      return space;
    },
    find: (space, name) => {
      const good = space.good.get(name);
      if (good === undefined) return space.bad.get(name);
      // As the newest, once there are so many that somebody will have to go.
      if (space.good.size > bounds.good / 2)
        keepNewest(space.good, { key: name, value: good, most: bounds.good });
      return good;
    },
    keep: (space, name, known) => {
      const [entries, most] = known.value === null ? [space.bad, bounds.bad] : [space.good, bounds.good];
      drop(space, entries, name);
      entries.set(name, known);
      space.bytes += known.bytes;
      while (entries.size > most || (space.bytes > bounds.bytes / 4 && entries.size > 1))
        drop(space, entries, entries.keys().next().value ?? name);
      room -= known.bytes;
      if (room <= 0) makeRoom(space);
    },
  };
};

const drop = <Value>(space: KnownOfSpace<Value>, entries: Map<string, Known<Value>>, name: string): void => {
  const known = entries.get(name);
  if (known === undefined) return;
  entries.delete(name);
  space.bytes -= known.bytes;
};

/** All that was known of a space is of an older revision. */
export const forgetAll = <Value>(space: KnownOfSpace<Value>, revision: number): void => {
  space.revision = revision;
  space.bytes = 0;
  space.good.clear();
  space.bad.clear();
};
