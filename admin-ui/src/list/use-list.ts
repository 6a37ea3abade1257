import { useMemo, useState } from 'react';
import { useDebouncedValue } from '@mantine/hooks';
import type { Problem } from '../api/problem.ts';
import { useHub } from '../api/hub-context.tsx';
import { useReadPages } from '../api/queries.tsx';
import { useLiveEvents } from '../live/live-context.tsx';
import type { LiveEvent } from '../live/live-socket.ts';
import { useOpenEntry } from '../location/use-open-entry.ts';
import { useViewState } from '../location/use-view-state.ts';
import { viewText } from './view-text.ts';

interface ListQuery<Sort extends string> {
  limit: number;
  cursor?: string;
  sort?: Sort | `-${Sort}`;
  q?: string;
}

type ReadOne<Item> = (id: string, signal: AbortSignal) => Promise<Item>;

interface ListOptions<Item, Filter extends string, Sort extends string> {
  /** Its place in the cache, the same word that live events name. */
  readonly noun: string;
  /** Whose entries they are, where the page shows those of one thing only. */
  readonly within?: string;
  /** Filters that live in the address under their own names. */
  readonly filters: readonly Filter[];
  /** The fields that its columns sort by. */
  readonly sorts: readonly Sort[];
  readonly id: (item: Item) => string;
  readonly read: (
    query: ListQuery<Sort> & Partial<Record<Filter, string>>,
    signal: AbortSignal,
  ) => Promise<{ items: Item[]; next: string | null }>;
  readonly readOne?: ReadOne<Item>;
  /** Looks again by itself: for what no event tells of. */
  readonly everyMs?: number;
  /** What an event has added to the list; the names are those of `seen`. */
  readonly grownBy?: (event: LiveEvent) => readonly string[];
  /** How events name an entry, where that is not its id. */
  readonly seen?: (item: Item) => string;
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
  /** Search, filters and order as they stand in the address: what a saved view is made of. */
  readonly view: string;
  /** There is something to call a view: a list that can be narrowed, of a space. */
  readonly keepsViews: boolean;
  /** There is a hub to ask again. */
  readonly reloads: boolean;
  applyView(view: string): void;
  id(item: Item): string;
  filter(name: string): string | null;
  set(changes: Readonly<Record<string, string | null>>): void;
  clear(): void;
  /** The id of the entry whose detail is open. */
  readonly open: string | null;
  show(id: string | null): void;
  /** Asks the hub for an entry that the list does not show; lists without details have no way to. */
  readonly readOne: ReadOne<Item> | undefined;
  loadMore(): void;
  reload(): void;
}

/** Soon there, and then fewer requests: whoever goes on wants much. */
const firstPage = 50;
const nextPages = 200;

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
    limit: firstPage,
    ...(sort === null ? {} : { sort }),
    ...(typed === '' ? {} : { q: typed }),
    ...(Object.fromEntries(chosen) as Partial<Record<Filter, string>>),
  };
  const pages = useReadPages(
    hub.key(noun, options.within ?? null, asked),
    (cursor, signal) => read(cursor === null ? asked : { ...asked, limit: nextPages, cursor }, signal),
    options.everyMs === undefined ? {} : { everyMs: options.everyMs },
  );
  const items = useMemo(() => pages.pages?.flatMap((page) => page.items) ?? [], [pages.pages]);

  const entry = useOpenEntry();
  const [arrived, setArrived] = useState<ReadonlySet<string>>(new Set());
  useLiveEvents((event) => {
    const added = grownBy?.(event) ?? [];
    if (added.length > 0) setArrived((before) => new Set([...before, ...added]));
  });
  const here = new Set(arrived.size === 0 ? [] : items.map(options.seen ?? id));
  const unseen = [...arrived].filter((subject) => !here.has(subject));
  const names = ['q', 'sort', ...filters];

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
    view: viewText(names, view.get),
    keepsViews: filters.length > 0 && hub.space !== null && options.within === undefined,
    reloads: true,
    applyView: (text) => {
      const wanted = new URLSearchParams(text);
      view.set(Object.fromEntries(names.map((name) => [name, wanted.get(name)])));
    },
    id,
    filter: view.get,
    set: view.set,
    clear: () => view.set(Object.fromEntries(['q', ...filters].map((name) => [name, null]))),
    open: entry.id,
    show: entry.show,
    readOne: options.readOne,
    loadMore: pages.loadMore,
    reload: () => {
      setArrived(new Set());
      pages.reload();
    },
  };
};
