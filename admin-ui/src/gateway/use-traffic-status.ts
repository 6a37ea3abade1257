import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import { useRead, type Read } from '../api/queries.tsx';
import type { TrafficStatus } from '../api/shapes.ts';

const everyMs = 5_000;

/** Where the gateway listens, and how its upstreams are. */
export const useTrafficStatus = (): Read<TrafficStatus> => {
  const { client, key } = useHub();
  return useRead(key('traffic-status'), (signal) => answer(client.GET('/api/traffic/status', { signal })), {
    fresh: true,
    everyMs,
  });
};
