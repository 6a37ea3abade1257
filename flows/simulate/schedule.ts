/** Something that is going to happen to a run that is tried out. */
export interface Planned<T> {
  readonly at: number;
  /** Among those of the same moment: the lower ones first. */
  readonly order: number;
  readonly what: T;
}

export interface Schedule<T> {
  add(key: string, planned: Planned<T>): void;
  remove(key: string): void;
  /** The next one, taken out. */
  take(): Planned<T> | undefined;
  next(): Planned<T> | undefined;
}

/**
 * What is planned, by time: a binary heap. What is removed stays in it until its turn comes, since runs drop timers far
 * more often than they have many of them.
 */
export const openSchedule = <T>(): Schedule<T> => {
  const heap: (Planned<T> & { readonly key: string })[] = [];
  const valid = new Map<string, Planned<T>>();

  const before = (one: number, other: number): boolean => {
    const [a, b] = [heap[one], heap[other]];
    if (a === undefined || b === undefined) return false;
    return a.at < b.at || (a.at === b.at && a.order < b.order);
  };
  const swap = (one: number, other: number): void => {
    const [a, b] = [heap[one], heap[other]];
    if (a === undefined || b === undefined) return;
    heap[one] = b;
    heap[other] = a;
  };
  const rise = (from: number): void => {
    for (let at = from; at > 0;) {
      const above = (at - 1) >> 1;
      if (!before(at, above)) return;
      swap(at, above);
      at = above;
    }
  };
  const sink = (): void => {
    for (let at = 0; ;) {
      let least = at;
      for (const below of [2 * at + 1, 2 * at + 2]) if (before(below, least)) least = below;
      if (least === at) return;
      swap(at, least);
      at = least;
    }
  };
  const pop = (): void => {
    swap(0, heap.length - 1);
    heap.pop();
    sink();
  };
  const next = (): Planned<T> | undefined => {
    for (let first = heap[0]; first !== undefined; first = heap[0]) {
      const planned = valid.get(first.key);
      if (planned !== undefined && planned.at === first.at && planned.order === first.order) return planned;
      pop();
    }
    return undefined;
  };

  return {
    add: (key, planned) => {
      valid.set(key, planned);
      heap.push({ ...planned, key });
      rise(heap.length - 1);
    },
    remove: (key) => void valid.delete(key),
    next,
    take: () => {
      const planned = next();
      const first = heap[0];
      if (planned === undefined || first === undefined) return undefined;
      valid.delete(first.key);
      pop();
      return planned;
    },
  };
};
