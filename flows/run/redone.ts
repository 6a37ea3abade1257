import type { JournalRow } from './store-journal.ts';

/** How often somebody took back what a call had done, to have it done once more. */
export interface Redone {
  note(row: Pick<JournalRow, 'kind' | 'key'>): void;
  /** What the other side knows the call by: another one than before, or it would only tell again what it did then. */
  effect(effect: string): string;
}

export const openRedone = (): Redone => {
  /** Made by the first one: hardly any run is ever retried. */
  let times: Map<string, number> | undefined;
  return {
    note: ({ kind, key }) => {
      // What failed is tried again under the same name: perhaps it was done all the same.
      if (kind !== 'undone:done') return;
      const effect = key.replaceAll(/!\d+/g, '');
      times ??= new Map();
      times.set(effect, (times.get(effect) ?? 0) + 1);
    },
    effect: (effect) => {
      const count = times?.get(effect);
      return count === undefined ? effect : `${effect}^${count}`;
    },
  };
};
