import {
  keepPreviousData,
  QueryClient,
  QueryClientProvider,
  useInfiniteQuery,
  useMutation,
  useQueries,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import { useMemo, useState, type ReactNode } from 'react';
import { asProblem, type Problem } from './problem.ts';

/** Reading and writing through one cache. The query library comes in here only. */
type Key = readonly unknown[];

const createCache = (): QueryClient =>
  new QueryClient({
    defaultOptions: {
      queries: {
        // The WebSocket says when something has changed; a look at another window is no reason to make a list jump.
        staleTime: 60_000,
        refetchOnWindowFocus: false,
        refetchOnReconnect: false,
        // The browser's idea of being offline is often wrong: the request itself is the test.
        networkMode: 'always',
        retry: (failures, error) => failures < 2 && asProblem(error).passing,
        retryDelay: (failures) => 400 * 2 ** failures,
      },
      mutations: { networkMode: 'always', retry: false },
    },
  });

export const CacheProvider = (props: { readonly children: ReactNode }) => {
  const [cache] = useState(createCache);
  return <QueryClientProvider client={cache}>{props.children}</QueryClientProvider>;
};

export interface Read<Data> {
  readonly data: Data | undefined;
  readonly problem: Problem | null;
  readonly busy: boolean;
  reload(): void;
}

interface ReadOptions {
  readonly enabled?: boolean;
  /** Asks again each time the page is opened: for what the WebSocket does not announce. */
  readonly fresh?: boolean;
  /** Asks again as long as somebody looks: for what no event tells of. */
  readonly everyMs?: number;
}

export const useRead = <Data,>(
  key: Key,
  read: (signal: AbortSignal) => Promise<Data>,
  options: ReadOptions = {},
): Read<Data> => {
  const query = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => read(signal),
    enabled: options.enabled ?? true,
    ...(options.fresh === true ? { staleTime: 0 } : {}),
    ...(options.everyMs === undefined ? {} : { refetchInterval: options.everyMs }),
  });
  return asRead(query);
};

interface Asked<Data> {
  readonly data: Data | undefined;
  readonly error: Error | null;
  readonly isFetching: boolean;
  refetch(): Promise<unknown>;
}

const asRead = <Data,>(query: Asked<Data>): Read<Data> => ({
  data: query.data,
  problem: query.error === null ? null : asProblem(query.error),
  busy: query.isFetching,
  reload: () => void query.refetch(),
});

interface OneRead<Data> {
  readonly key: Key;
  read(signal: AbortSignal): Promise<Data>;
}

/** Several at once, as many as there are just now: one that is slow or fails takes nothing from the others. */
export const useReads = <Data,>(reads: readonly OneRead<Data>[]): readonly Read<Data>[] =>
  useQueries({
    queries: reads.map(({ key, read }) => ({
      queryKey: key,
      queryFn: ({ signal }: { signal: AbortSignal }) => read(signal),
    })),
  }).map(asRead);

interface Page<Item> {
  readonly items: Item[];
  readonly next: string | null;
}

export interface ReadPages<Item> extends Omit<Read<Item>, 'data'> {
  readonly pages: readonly Page<Item>[] | undefined;
  readonly hasMore: boolean;
  readonly loadingMore: boolean;
  /** What is shown belongs to the filters before; the answer to the new ones is on its way. */
  readonly outdated: boolean;
  loadMore(): void;
}

export const useReadPages = <Item,>(
  key: Key,
  read: (cursor: string | null, signal: AbortSignal) => Promise<Page<Item>>,
  { everyMs }: Pick<ReadOptions, 'everyMs'> = {},
): ReadPages<Item> => {
  const query = useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam, signal }) => read(pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
    placeholderData: keepPreviousData,
    staleTime: 0,
    // Whoever has gone on to further pages reads: nothing may move there.
    refetchInterval: ({ state }) => ((state.data?.pages.length ?? 0) > 1 ? false : (everyMs ?? false)),
  });
  return {
    pages: query.data?.pages,
    problem: query.error === null ? null : asProblem(query.error),
    busy: query.isFetching,
    hasMore: query.hasNextPage,
    loadingMore: query.isFetchingNextPage,
    outdated: query.isPlaceholderData,
    reload: () => void query.refetch(),
    loadMore: () => void query.fetchNextPage(),
  };
};

export interface Write<Input, Output> {
  readonly busy: boolean;
  readonly problem: Problem | null;
  /** What the last one brought, until the next one begins. */
  readonly result: Output | undefined;
  run(input: Input): Promise<Output>;
}

export const useWrite = <Input, Output>(write: (input: Input) => Promise<Output>): Write<Input, Output> => {
  const mutation = useMutation({ mutationFn: write });
  return {
    busy: mutation.isPending,
    problem: mutation.error === null ? null : asProblem(mutation.error),
    result: mutation.data,
    run: mutation.mutateAsync,
  };
};

export interface Cache {
  /** What is shown is read anew, what is not shown when it is next opened. */
  expire(key: Key): void;
  /** Reads anew now; done when it has arrived. */
  renew(key: Key): Promise<void>;
  /** Changes what is shown at once; returns how to take it back. */
  change<Data>(key: Key, change: (data: Data) => Data): () => void;
  forgetAll(): void;
}

export const useCache = (): Cache => {
  const client = useQueryClient();
  return useMemo<Cache>(
    () => ({
      expire: (key) => void client.invalidateQueries({ queryKey: key }),
      renew: (key) => client.refetchQueries({ queryKey: key }),
      change: <Data,>(key: Key, change: (data: Data) => Data) => {
        void client.cancelQueries({ queryKey: key });
        const before = client.getQueriesData<Data>({ queryKey: key });
        client.setQueriesData<Data>({ queryKey: key }, (data) => (data === undefined ? data : change(data)));
        return () => {
          for (const [held, data] of before) client.setQueryData(held, data);
        };
      },
      forgetAll: () => client.clear(),
    }),
    [client],
  );
};
