import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import { useRead } from '../api/queries.tsx';
import type { ConnectorFacts } from '../api/shapes.ts';

/** What the connector's own code says of its webhooks: null when it says nothing, undefined until that is known. */
export const useConnectorCode = (name: string): ConnectorFacts['webhook'] | undefined => {
  const { client, key } = useHub();
  return useRead(key('connectors', 'one', name), (signal) =>
    answer(client.GET('/api/connectors/{name}', { signal, params: { path: { name } } })),
  ).data?.webhook;
};
