import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import { useRead } from '../api/queries.tsx';
import type { Connection } from '../api/shapes.ts';
import { useMay } from '../session/me.ts';

/** The accounts of a connector, as far as the reader may see them. */
export const useConnectionChoice = (connector: string): readonly Connection[] => {
  const may = useMay();
  const { client, key } = useHub();
  const read = useRead(
    key('connections', 'of', connector),
    (signal) =>
      answer(
        client.GET('/api/connections', {
          signal,
          params: { query: { connector, limit: 200, sort: 'name' } },
        }),
      ),
    { enabled: may('connections.read') },
  );
  return read.data?.items ?? [];
};
