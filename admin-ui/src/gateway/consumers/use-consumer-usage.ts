import { useMemo } from 'react';
import { answer } from '../../api/hub-client.ts';
import { useHub } from '../../api/hub-context.tsx';
import { useRead } from '../../api/queries.tsx';
import type { TrafficUsage } from '../../api/shapes.ts';

const dayMs = 86_400_000;
const everyMs = 30_000;

/** Requests of the last day, by consumer; undefined until they are known. */
export const useLastDay = (): ReadonlyMap<string, TrafficUsage['rows'][number]> | undefined => {
  const { client, key } = useHub();
  const { data } = useRead(
    key('traffic-usage', 'last-day', 'consumers'),
    (signal) => {
      const now = Date.now();
      const query = {
        from: new Date(now - dayMs).toISOString(),
        to: new Date(now + 60_000).toISOString(),
        group: 'consumer',
      } as const;
      return answer(client.GET('/api/traffic/usage', { signal, params: { query } }));
    },
    { fresh: true, everyMs },
  );
  return useMemo(() => data && new Map(data.rows.map((row) => [row.key, row])), [data]);
};
