import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import { useRead, type Read } from '../api/queries.tsx';
import type { ConnectorFacts, SchemeForm } from '../api/shapes.ts';

export interface ConnectorAuth {
  readonly title: string;
  readonly schemes: readonly SchemeForm[];
  readonly server: ConnectorFacts['servers'][number] | undefined;
}

/** What has to be entered to connect to a connector. */
export const useConnectorAuth = (connector: string | null): Read<ConnectorAuth> => {
  const { client, key } = useHub();
  return useRead(
    key('connectors', 'auth', connector),
    async (signal) => {
      const name = connector ?? '';
      const [form, facts] = await Promise.all([
        answer(client.GET('/api/connections/form', { signal, params: { query: { connector: name } } })),
        answer(client.GET('/api/connectors/{name}', { signal, params: { path: { name } } })),
      ]);
      return { title: facts.connector.title, schemes: form.schemes, server: facts.servers[0] };
    },
    { enabled: connector !== null },
  );
};
