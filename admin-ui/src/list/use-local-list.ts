import { useDeferredValue, useMemo, useState } from 'react';
import type { HubList } from './use-list.ts';

interface LocalOptions<Item> {
  readonly noun: string;
  readonly items: readonly Item[];
  readonly id: (item: Item) => string;
  /** Where the search looks. */
  readonly text: (item: Item) => string;
  /** Whether an entry passes a filter. */
  readonly passes?: (item: Item, name: string, value: string) => boolean;
}

/** The list of what the page holds already: search and filters without the hub, and without the address. */
export const useLocalList = <Item>(options: LocalOptions<Item>): HubList<Item> => {
  const { items, text, passes } = options;
  const [view, setView] = useState<Readonly<Record<string, string>>>({});
  const wanted = useDeferredValue(view);
  const shown = useMemo(() => {
    const { q = '', ...filters } = wanted;
    const words = q.toLowerCase().split(/\s+/).filter(Boolean);
    return items.filter((item) => {
      const hay = text(item).toLowerCase();
      return (
        words.every((word) => hay.includes(word)) &&
        Object.entries(filters).every(([name, value]) => passes?.(item, name, value) ?? true)
      );
    });
  }, [items, wanted, text, passes]);
  return {
    noun: options.noun,
    phase: 'ready',
    items: shown,
    problem: null,
    busy: false,
    outdated: view !== wanted,
    hasMore: false,
    loadingMore: false,
    arrivals: 0,
    narrowed: Object.keys(view).length > 0,
    q: view['q'] ?? '',
    sort: null,
    view: '',
    keepsViews: false,
    reloads: false,
    applyView: () => undefined,
    id: options.id,
    filter: (name) => view[name] ?? null,
    set: (changes) =>
      setView((before) =>
        Object.fromEntries(
          Object.entries({ ...before, ...changes }).filter(
            (pair): pair is [string, string] => pair[1] !== null && pair[1] !== '',
          ),
        ),
      ),
    clear: () => setView({}),
    open: null,
    show: () => undefined,
    readOne: undefined,
    loadMore: () => undefined,
    reload: () => undefined,
  };
};
