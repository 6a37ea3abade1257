/**
 * What of one value has been evaluated: the annotations that `unevaluatedProperties` and `unevaluatedItems` ask for.
 * It is kept only inside a schema that asks.
 */
export interface Seen {
  allNames: boolean;
  readonly names: Set<string>;
  /** All items before this one. */
  items: number;
  readonly indexes: Set<number>;
}

export const nothingSeen = (): Seen => ({ allNames: false, names: new Set(), items: 0, indexes: new Set() });

export const addSeen = (to: Seen, from: Seen): void => {
  to.allNames ||= from.allNames;
  for (const name of from.names) to.names.add(name);
  to.items = Math.max(to.items, from.items);
  for (const index of from.indexes) to.indexes.add(index);
};
