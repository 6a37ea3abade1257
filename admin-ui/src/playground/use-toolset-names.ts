import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import { useRead, type Read } from '../api/queries.tsx';
import type { Toolset } from '../api/shapes.ts';

/** The toolsets of the space, for a choice among them. */
export const useToolsetNames = (): Read<readonly Toolset[]> => {
  const { client, key } = useHub();
  return useRead(key('toolsets', 'names'), async (signal) => {
    const query = { limit: 200, sort: 'name' } as const;
    return (await answer(client.GET('/api/toolsets', { signal, params: { query } }))).items;
  });
};
