import { answer } from '../../api/hub-client.ts';
import { useHub } from '../../api/hub-context.tsx';
import { useRead, type Read } from '../../api/queries.tsx';
import type { Run } from '../../api/shapes.ts';

/** What a run runs: the version that it began with, or the draft as it was then, which only the run itself has kept. */
export const useRunText = ({ run, flow, version }: Run): Read<string> => {
  const { client, key } = useHub();
  return useRead(
    version === null ? key('runs', 'text', run) : key('flow-versions', 'text', flow, version),
    async (signal) => {
      if (version === null)
        return (await answer(client.GET('/api/runs/{run}/export', { signal, params: { path: { run } } })))
          .text;
      const params = { path: { name: flow, number: version } };
      return (await answer(client.GET('/api/flows/{name}/versions/{number}', { signal, params }))).text;
    },
  );
};
