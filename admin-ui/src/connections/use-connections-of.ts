import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import { useRead, type Read } from '../api/queries.tsx';
import type { Connection } from '../api/shapes.ts';
import { useMay } from '../session/me.ts';

/** The connections of one connector; not asked for by somebody who may not see them. */
export const useConnectionsOf = (connector: string): Read<readonly Connection[]> => {
  const may = useMay();
  const { client, key } = useHub();
  return useRead(
    key('connections', 'of', connector),
    async (signal) => {
      const query = { connector, limit: 200, sort: 'name' } as const;
      return (await answer(client.GET('/api/connections', { signal, params: { query } }))).items;
    },
    { enabled: may('connections.read') },
  );
};
