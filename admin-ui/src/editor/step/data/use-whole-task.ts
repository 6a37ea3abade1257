import { answer } from '../../../api/hub-client.ts';
import { useHub } from '../../../api/hub-context.tsx';
import { useRead, type Read } from '../../../api/queries.tsx';
import type { RunTask } from '../../../api/shapes.ts';

/** One task of a run with all of its data, however long: what is left out where many are told. Null asks for nothing. */
export const useWholeTask = (run: string, task: string | null): Read<RunTask | null> => {
  const { client, key } = useHub();
  return useRead(
    key('runs', 'task', run, task, 'whole'),
    async (signal) => {
      const query = { task: task ?? '', limit: 1 };
      const { items } = await answer(
        client.GET('/api/runs/{run}/tasks', { signal, params: { path: { run }, query } }),
      );
      return items[0] ?? null;
    },
    { enabled: task !== null && run !== '' },
  );
};
