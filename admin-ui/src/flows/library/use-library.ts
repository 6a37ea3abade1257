import { answer } from '../../api/hub-client.ts';
import { useHub } from '../../api/hub-context.tsx';
import { useRead, type Read } from '../../api/queries.tsx';
import type { LibraryFlow } from '../../api/shapes.ts';

/** The flows that the hub brings along; what the space lacks for them may change while one looks. */
export const useLibrary = (): Read<readonly LibraryFlow[]> => {
  const { client, key } = useHub();
  return useRead<readonly LibraryFlow[]>(
    key('flow-library'),
    async (signal) => (await answer(client.GET('/api/flow-library', { signal }))).items,
    { fresh: true },
  );
};
