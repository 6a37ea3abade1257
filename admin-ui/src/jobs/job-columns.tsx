import { useMemo } from 'react';
import type { Job } from '../api/shapes.ts';
import type { Column } from '../list/columns.ts';
import { useT } from '../messages/messages-context.tsx';
import { RelativeTime } from '../show/time.tsx';
import { JobState } from './job-state.tsx';

export const useJobColumns = (): readonly Column<Job>[] => {
  const t = useT();
  return useMemo<readonly Column<Job>[]>(
    () => [
      { name: 'name', header: t('jobs.name'), render: (job) => <code>{job.name}</code> },
      {
        name: 'state',
        header: t('jobs.state'),
        width: '148px',
        render: (job) => <JobState state={job.state} />,
      },
      { name: 'attempts', header: t('jobs.attempts'), width: '88px', render: (job) => job.attempts },
      {
        name: 'error',
        minor: true,
        header: t('jobs.lastError'),
        width: '32%',
        render: (job) => job.lastError ?? <span className="muted">–</span>,
      },
      {
        name: 'created',
        header: t('jobs.created'),
        sort: 'createdAt',
        width: '136px',
        render: (job) => <RelativeTime at={job.createdAt} />,
      },
    ],
    [t],
  );
};
