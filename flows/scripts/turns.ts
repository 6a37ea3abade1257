/** Who waits, by whom they belong to. Turns go round the owners: whoever has much to do waits for himself. */
export interface Turns<T> {
  readonly size: number;
  /** How many of one owner wait. */
  of(owner: string): number;
  /** Gives back how to leave the queue again. */
  add(owner: string, item: T): () => void;
  next(): T | undefined;
}

export const openTurns = <T>(): Turns<T> => {
  // A Map keeps the order in which owners came: the first is next, and goes to the end when he has had his turn.
  const waiting = new Map<string, Set<{ readonly item: T }>>();
  let size = 0;

  const leave = (owner: string, place: { readonly item: T }): void => {
    const own = waiting.get(owner);
    if (own?.delete(place) !== true) return;
    size--;
    if (own.size === 0) waiting.delete(owner);
  };

  return {
    get size() {
      return size;
    },
    of: (owner) => waiting.get(owner)?.size ?? 0,
    add: (owner, item) => {
      const own = waiting.get(owner) ?? new Set();
      const place = { item };
      waiting.set(owner, own.add(place));
      size++;
      return () => leave(owner, place);
    },
    next: () => {
      for (const [owner, own] of waiting) {
        for (const place of own) {
          waiting.delete(owner);
          waiting.set(owner, own);
          leave(owner, place);
          return place.item;
        }
      }
      return undefined;
    },
  };
};
