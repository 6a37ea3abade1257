import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import { useRead, type Read } from '../api/queries.tsx';
import type { McpServer } from '../api/shapes.ts';
import { useMay } from '../session/me.ts';

/** The servers of the space, for a choice among them. */
export const useMcpServers = (): Read<readonly McpServer[]> => {
  const may = useMay();
  const { client, key } = useHub();
  return useRead(
    key('mcp-servers', 'names'),
    async (signal) => {
      const query = { limit: 200, sort: 'name' } as const;
      return (await answer(client.GET('/api/mcp-servers', { signal, params: { query } }))).items;
    },
    { enabled: may('connectors.read') },
  );
};
