import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import type { Job } from '../api/shapes.ts';
import type { BulkAction } from '../list/bulk-action.ts';
import { IconRefresh, IconRemove } from '../look/icons.ts';
import { useT } from '../messages/messages-context.tsx';
import { useMay } from '../session/me.ts';
import { mayDiscard, mayRetry } from './use-retry-job.ts';

export const useJobBulk = (): readonly BulkAction<Job>[] => {
  const t = useT();
  const may = useMay();
  const { client } = useHub();
  if (!may('jobs.write')) return [];
  const path = ({ id: jobId }: Job) => ({ params: { path: { jobId } } });
  return [
    {
      name: 'retry',
      icon: <IconRefresh size={14} />,
      label: (count) => t('jobs.retryMany', { count }),
      done: (count) => t('jobs.manyRetried', { count }),
      text: t('jobs.retryManyText'),
      applies: mayRetry,
      run: (job) => answer(client.POST('/api/jobs/{jobId}/retry', path(job))),
    },
    {
      name: 'discard',
      icon: <IconRemove size={14} />,
      dangerous: true,
      label: (count) => t('jobs.discardMany', { count }),
      done: (count) => t('jobs.manyDiscarded', { count }),
      text: t('jobs.discardManyText'),
      applies: mayDiscard,
      run: (job) => answer(client.POST('/api/jobs/{jobId}/discard', path(job))),
    },
  ];
};
