import { useCallback } from 'react';
import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import { useCache } from '../api/queries.tsx';
import type { Run } from '../api/shapes.ts';
import { useT } from '../messages/messages-context.tsx';
import { useNotices } from '../show/notices.tsx';

export type RunChange = 'suspend' | 'resume' | 'retry';

/** What can be taken back: holding a run, letting it go on, running it again. */
export const useChangeRun = (): ((run: Run, change: RunChange, task?: string) => void) => {
  const t = useT();
  const { client, key } = useHub();
  const cache = useCache();
  const notices = useNotices();
  return useCallback(
    (run: Run, change: RunChange, task?: string) => {
      const params = { path: { run: run.run } };
      const send = {
        suspend: () => client.POST('/api/runs/{run}/suspend', { params }),
        resume: () => client.POST('/api/runs/{run}/resume', { params }),
        retry: () =>
          client.POST('/api/runs/{run}/retry', { params, body: task === undefined ? {} : { task } }),
      };
      answer(send[change]()).then(
        () => {
          notices.done(t(`runs.did.${change}`, { flow: run.flow }));
          cache.expire(key('runs'));
        },
        (error: unknown) => notices.failed(t(`runs.didNot.${change}`, { flow: run.flow }), error),
      );
    },
    [t, client, key, cache, notices],
  );
};
