/** An answer as it is given again. */
export interface StoredAnswer {
  readonly status: number;
  /** Names in lower case and values, one after the other. */
  readonly headers: readonly string[];
  readonly body: Buffer;
  /** Whom it is for: nobody in particular, or one consumer. */
  readonly who: string;
  /** Also for requests with credentials that nobody here has checked. */
  readonly isPublic: boolean;
  /** Headers of requests that it depends on, with their values. */
  readonly vary: readonly (readonly [name: string, value: string | undefined])[];
  /** Monotonic milliseconds, as if it had been stored when it was made. */
  readonly bornAt: number;
  readonly freshMs: number;
  readonly etag: string | undefined;
  readonly lastModified: string | undefined;
}

export interface AnswerStore {
  /** All that there is under a key; the caller chooses. */
  find(spaceId: string, key: string): readonly StoredAnswer[];
  put(spaceId: string, key: string, answer: StoredAnswer): void;
  drop(spaceId: string, key: string): void;
  bytes(): number;
}

interface SpaceAnswers {
  bytes: number;
  /** The one that was used longest ago comes first. */
  readonly byKey: Map<string, readonly StoredAnswer[]>;
}

export interface StoreLimits {
  readonly bytes: number;
  readonly bytesOfSpace: number;
}

/** Answers for one address that differ by what `Vary` names, or by whom they are for. */
const mostVariants = 64;

/** What a map, its arrays and strings cost beside the body. */
const overhead = 600;

export const openAnswerStore = (limits: StoreLimits): AnswerStore => {
  const spaces = new Map<string, SpaceAnswers>();
  let bytes = 0;

  const remove = (spaceId: string, space: SpaceAnswers, key: string): void => {
    const size = sizeOf(key, space.byKey.get(key) ?? []);
    space.byKey.delete(key);
    space.bytes -= size;
    bytes -= size;
    if (space.byKey.size === 0) spaces.delete(spaceId);
  };

  const removeOldest = (spaceId: string, space: SpaceAnswers): void => {
    const [oldest] = space.byKey.keys();
    if (oldest !== undefined) remove(spaceId, space, oldest);
  };

  /** Whoever has most gives way: a space that fills the store cannot push out the others. */
  const makeRoom = (): void => {
    while (bytes > limits.bytes) {
      let most: readonly [string, SpaceAnswers] | undefined;
      for (const entry of spaces) if (most === undefined || entry[1].bytes > most[1].bytes) most = entry;
      if (most === undefined) return;
      removeOldest(...most);
    }
  };

  return {
    find: (spaceId, key) => {
      const byKey = spaces.get(spaceId)?.byKey;
      const found = byKey?.get(key);
      if (byKey === undefined || found === undefined) return [];
      byKey.delete(key);
      byKey.set(key, found);
      return found;
    },
    put: (spaceId, key, answer) => {
      if (sizeOf(key, [answer]) > Math.min(limits.bytes, limits.bytesOfSpace)) return;
      const space = spaces.get(spaceId) ?? { bytes: 0, byKey: new Map<string, readonly StoredAnswer[]>() };
      const others = (space.byKey.get(key) ?? []).filter((other) => !isSame(other, answer));
      if (space.byKey.has(key)) remove(spaceId, space, key);
      const all = [answer, ...others.slice(0, mostVariants - 1)];
      const size = sizeOf(key, all);
      spaces.set(spaceId, space);
      space.byKey.set(key, all);
      space.bytes += size;
      bytes += size;
      while (space.bytes > limits.bytesOfSpace) removeOldest(spaceId, space);
      makeRoom();
    },
    drop: (spaceId, key) => {
      const space = spaces.get(spaceId);
      if (space?.byKey.has(key) === true) remove(spaceId, space, key);
    },
    bytes: () => bytes,
  };
};

const isSame = (one: StoredAnswer, other: StoredAnswer): boolean =>
  one.who === other.who &&
  one.vary.length === other.vary.length &&
  one.vary.every(([name, value], at) => other.vary[at]?.[0] === name && other.vary[at][1] === value);

const sizeOf = (key: string, answers: readonly StoredAnswer[]): number =>
  answers.reduce(
    (sum, { headers, body, who, vary }) =>
      sum +
      body.length +
      overhead +
      2 * who.length +
      headers.reduce((all, text) => all + 2 * text.length, 0) +
      vary.reduce((all, [name, value]) => all + 2 * (name.length + (value?.length ?? 0)), 0),
    answers.length === 0 ? 0 : 2 * key.length,
  );
