import { useCallback, useLayoutEffect, useRef, useState } from 'react';
import type { HubList } from './use-list.ts';

export interface Selection<Item> {
  readonly items: readonly Item[];
  /** There is something to choose. */
  readonly any: boolean;
  /** Everything that may be chosen is. */
  readonly all: boolean;
  has(id: string): boolean;
  may(item: Item): boolean;
  /** `range` goes on from the row that was chosen last. */
  toggle(index: number, range: boolean): void;
  toggleAll(): void;
  clear(): void;
}

/** Which entries of a list are chosen. What leaves the list leaves the selection. */
export const useSelection = <Item>(list: HubList<Item>, may: (item: Item) => boolean): Selection<Item> => {
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set());
  const anchor = useRef<number | null>(null);
  const { items: rows, id } = list;
  // `toggle` stays the same from one drawing to the next, and so do the rows that hold it: it reads what is here.
  const latest = useRef({ rows, may, id });
  useLayoutEffect(() => {
    latest.current = { rows, may, id };
  });
  const toggle = useCallback((index: number, range: boolean) => {
    const now = latest.current;
    const from = range ? (anchor.current ?? index) : index;
    const target = now.rows[index];
    const between = now.rows.slice(Math.min(from, index), Math.max(from, index) + 1).filter(now.may);
    anchor.current = index;
    setIds((before) => {
      const on = target !== undefined && !before.has(now.id(target));
      const next = new Set(before);
      for (const item of between) {
        if (on) next.add(now.id(item));
        else next.delete(now.id(item));
      }
      return next;
    });
  }, []);
  const selectable = rows.filter(may);
  const items = selectable.filter((item) => ids.has(id(item)));
  const all = items.length > 0 && items.length === selectable.length;
  return {
    items,
    any: selectable.length > 0,
    all,
    has: (wanted) => ids.has(wanted),
    may,
    toggle,
    toggleAll: () => setIds(all ? new Set() : new Set(selectable.map(id))),
    clear: () => setIds(new Set()),
  };
};
