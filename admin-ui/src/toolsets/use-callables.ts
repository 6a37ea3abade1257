import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import { useRead, type Read } from '../api/queries.tsx';
import type { Callable, CallableFacts } from '../api/shapes.ts';

const pageSize = 5_000;

/** All that can be a tool, at once: the tree and its search need nothing more of the hub. */
export const useCallables = (): Read<readonly Callable[]> => {
  const { client, key } = useHub();
  return useRead(key('callables'), async (signal) => {
    const all: Callable[] = [];
    let cursor: string | undefined;
    do {
      const query = { limit: pageSize, ...(cursor !== undefined && { cursor }) };
      const { items, next } = await answer(client.GET('/api/callables', { signal, params: { query } }));
      all.push(...items);
      cursor = next ?? undefined;
    } while (cursor !== undefined);
    return all;
  });
};

/** One of them, with its schemas; none is asked for as null. */
export const useCallable = (name: string | null): Read<CallableFacts> => {
  const { client, key } = useHub();
  const callable = name ?? '';
  return useRead(
    key('callables', 'one', callable),
    (signal) => answer(client.GET('/api/callables/{callable}', { signal, params: { path: { callable } } })),
    { enabled: name !== null },
  );
};
