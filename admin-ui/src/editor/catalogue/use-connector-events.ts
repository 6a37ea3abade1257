import { answer } from '../../api/hub-client.ts';
import { useHub } from '../../api/hub-context.tsx';
import { useRead, type Read } from '../../api/queries.tsx';
import type { ConnectorEvent } from '../../api/shapes.ts';
import { useMay } from '../../session/me.ts';

/** What the space's connectors tell; not asked for by somebody who may not see them. */
export const useConnectorEvents = ({ enabled = true } = {}): Read<readonly ConnectorEvent[]> => {
  const { client, key } = useHub();
  const may = useMay();
  return useRead<readonly ConnectorEvent[]>(
    key('connector-events'),
    async (signal) => (await answer(client.GET('/api/connector-events', { signal }))).items,
    // A webhook may have come, or been made, since somebody looked last.
    { enabled: enabled && may('connectors.read'), fresh: true },
  );
};
