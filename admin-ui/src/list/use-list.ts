import { useCallback, useMemo, useState } from 'react';
import { useDebouncedValue } from '@mantine/hooks';
import type { Problem } from '../api/problem.ts';
import { useHub } from '../api/hub-context.tsx';
import { useReadPages } from '../api/queries.tsx';
import { useLiveEvents } from '../live/live-context.tsx';
import { useViewState } from '../location/use-view-state.ts';

interface ListQuery<Sort extends string> {
  limit: number;
  cursor?: string;
  sort?: Sort | `-${Sort}`;
  q?: string;
}

interface ListOptions<Item, Filter extends string, Sort extends string> {
  /** Its place in the cache, the same word that live events name. */
  readonly noun: string;
  /** Filters that live in the address under their own names. */
  readonly filters: readonly Filter[];
  /** The fields that its columns sort by. */
  readonly sorts: readonly Sort[];
  readonly id: (item: Item) => string;
  readonly read: (
    query: ListQuery<Sort> & Partial<Record<Filter, string>>,
    signal: AbortSignal,
  ) => Promise<{ items: Item[]; next: string | null }>;
  /** The type of the event that means one more entry; `any`, where everything that happens adds one. */
  readonly grownBy?: string;
}

export interface HubList<Item> {
  readonly noun: string;
  readonly phase: 'loading' | 'failed' | 'ready';
  readonly items: readonly Item[];
  readonly problem: Problem | null;
  readonly busy: boolean;
  readonly outdated: boolean;
  readonly hasMore: boolean;
  readonly loadingMore: boolean;
  /** Entries that are in the hub and not yet here. */
  readonly arrivals: number;
  /** A search or filter is set. */
  readonly narrowed: boolean;
  readonly q: string;
  readonly sort: string | null;
  id(item: Item): string;
  filter(name: string): string | null;
  set(changes: Readonly<Record<string, string | null>>): void;
  clear(): void;
  /** The id of the entry whose detail is open. */
  readonly open: string | null;
  show(id: string | null): void;
  loadMore(): void;
  reload(): void;
}

/** One list: its search, filters and order in the address, its pages from the hub, its news from the socket. */
export const useList = <Item, Filter extends string, Sort extends string>(
  options: ListOptions<Item, Filter, Sort>,
): HubList<Item> => {
  const { noun, filters, id, read, grownBy } = options;
  const hub = useHub();
  const view = useViewState();
  const q = view.get('q') ?? '';
  // Anybody may have typed the address: what the list does not know is as good as nothing.
  const orders = options.sorts.flatMap((field) => [field, `-${field}`] as const);
  const sort = orders.find((order) => order === view.get('sort')) ?? null;
  const chosen = filters.flatMap((name) => {
    const value = view.get(name);
    return value === null ? [] : [[name, value] as const];
  });
  const [typed] = useDebouncedValue(q, 250);
  const asked = {
    limit: 50,
    ...(sort === null ? {} : { sort }),
    ...(typed === '' ? {} : { q: typed }),
    ...(Object.fromEntries(chosen) as Partial<Record<Filter, string>>),
  };
  const pages = useReadPages(hub.key(noun, asked), (cursor, signal) =>
    read(cursor === null ? asked : { ...asked, cursor }, signal),
  );
  const items = useMemo(() => pages.pages?.flatMap((page) => page.items) ?? [], [pages.pages]);

  const { set } = view;
  // Stable, and what is drawn of a thousand rows stays drawn.
  const show = useCallback((open: string | null) => set({ open }), [set]);
  const [arrived, setArrived] = useState<ReadonlySet<string>>(new Set());
  useLiveEvents((event) => {
    if (grownBy === 'any') setArrived((before) => new Set(before).add(event.id));
    else if (event.type === grownBy) setArrived((before) => new Set(before).add(event.subject ?? event.id));
  });
  const here = new Set(items.map(id));
  const unseen = [...arrived].filter((subject) => !here.has(subject));

  return {
    noun,
    phase: pages.pages !== undefined ? 'ready' : pages.problem !== null ? 'failed' : 'loading',
    items,
    problem: pages.problem,
    busy: pages.busy,
    outdated: pages.outdated,
    hasMore: pages.hasMore,
    loadingMore: pages.loadingMore,
    arrivals: unseen.length,
    narrowed: q !== '' || chosen.length > 0,
    q,
    sort,
    id,
    filter: view.get,
    set: view.set,
    clear: () => view.set(Object.fromEntries(['q', ...filters].map((name) => [name, null]))),
    open: view.get('open'),
    show,
    loadMore: pages.loadMore,
    reload: () => {
      setArrived(new Set());
      pages.reload();
    },
  };
};
