import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import type { Run } from '../api/shapes.ts';
import type { BulkAction } from '../list/bulk-action.ts';
import { IconDone, IconRefresh, IconStop } from '../look/icons.ts';
import { useT } from '../messages/messages-context.tsx';
import { useMay } from '../session/me.ts';
import { mayCancel, mayDismiss, mayRetry } from './run-state.ts';

export const useRunBulk = (): readonly BulkAction<Run>[] => {
  const t = useT();
  const may = useMay();
  const { client } = useHub();
  if (!may('flows.run')) return [];
  const path = ({ run }: Run) => ({ params: { path: { run } } });
  return [
    {
      name: 'retry',
      icon: <IconRefresh size={14} />,
      label: (count) => t('runs.retryMany', { count }),
      done: (count) => t('runs.manyRetried', { count }),
      text: t('runs.retryManyText'),
      applies: mayRetry,
      run: (run) => answer(client.POST('/api/runs/{run}/retry', { ...path(run), body: {} })),
    },
    {
      name: 'dismiss',
      icon: <IconDone size={14} />,
      label: (count) => t('runs.dismissMany', { count }),
      done: (count) => t('runs.manyDismissed', { count }),
      text: t('runs.dismissManyText'),
      applies: mayDismiss,
      run: (run) => answer(client.POST('/api/runs/{run}/dismiss', { ...path(run), body: {} })),
    },
    {
      name: 'cancel',
      icon: <IconStop size={14} />,
      dangerous: true,
      label: (count) => t('runs.cancelMany', { count }),
      done: (count) => t('runs.manyCancelled', { count }),
      text: t('runs.cancelManyText'),
      applies: mayCancel,
      run: (run) => answer(client.POST('/api/runs/{run}/cancel', { ...path(run), body: {} })),
    },
  ];
};
