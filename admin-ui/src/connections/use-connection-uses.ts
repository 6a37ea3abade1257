import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import { useRead, type Read } from '../api/queries.tsx';
import type { Users } from '../connectors/used-by.tsx';

/** Which toolsets use a connection, and which of them by its name. Null: of none is asked. */
export const useConnectionUses = (
  connectionId: string | null,
): Read<Users & { readonly namedBy: Users['toolsets'] }> => {
  const { client, key } = useHub();
  return useRead(
    key('connections', 'uses', connectionId),
    async (signal) => {
      const params = { path: { connectionId: connectionId ?? '' } };
      const { toolsets, namedBy } = await answer(
        client.GET('/api/connections/{connectionId}', { signal, params }),
      );
      return { flows: [], toolsets, namedBy };
    },
    { enabled: connectionId !== null, fresh: true },
  );
};
