import { useCallback } from 'react';
import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import { useCache } from '../api/queries.tsx';
import type { Job } from '../api/shapes.ts';
import { useT } from '../messages/messages-context.tsx';
import { useNotices } from '../show/notices.tsx';

export const mayRetry = (job: Job): boolean => job.state === 'dead';
export const mayDiscard = (job: Job): boolean => ['dead', 'waiting', 'ready'].includes(job.state);

export const useRetryJob = (): ((job: Job) => void) => {
  const t = useT();
  const { client, key } = useHub();
  const cache = useCache();
  const notices = useNotices();
  return useCallback(
    (job: Job) => {
      answer(client.POST('/api/jobs/{jobId}/retry', { params: { path: { jobId: job.id } } })).then(
        () => {
          notices.done(t('jobs.retried', { name: job.name }));
          cache.expire(key('jobs'));
        },
        (error: unknown) => notices.failed(t('jobs.retryFailed', { name: job.name }), error),
      );
    },
    [t, client, key, cache, notices],
  );
};
