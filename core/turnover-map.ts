/**
 * A map for what comes and goes thousands of times a second. When the table of a `Map` is full of deleted entries, the
 * engine makes a new one and lets the old one point at it, with all that was in it. Once one such table is old, the
 * garbage collector of young objects keeps the whole chain, so that everything that was ever in the map lives until the
 * next collection of everything: measured, a quarter of the memory of each run of a flow, and pauses of 15 ms. Here the
 * chain holds numbers only.
 */
export class TurnoverMap<V, K extends string | number = string> {
  readonly #places = new Map<K, number>();
  readonly #values: (V | undefined)[] = [];
  readonly #free: number[] = [];

  get size(): number {
    return this.#places.size;
  }

  get(key: K): V | undefined {
    const place = this.#places.get(key);
    return place === undefined ? undefined : this.#values[place];
  }

  has(key: K): boolean {
    return this.#places.has(key);
  }

  set(key: K, value: V): void {
    const known = this.#places.get(key);
    const place = known ?? this.#free.pop() ?? this.#values.length;
    this.#values[place] = value;
    if (known === undefined) this.#places.set(key, place);
  }

  delete(key: K): boolean {
    const place = this.#places.get(key);
    if (place === undefined) return false;
    this.#places.delete(key);
    this.#values[place] = undefined;
    this.#free.push(place);
    return true;
  }

  keys(): IterableIterator<K> {
    return this.#places.keys();
  }

  *values(): IterableIterator<V> {
    for (const key of this.#places.keys()) {
      const value = this.get(key);
      if (value !== undefined) yield value;
    }
  }
}
