import { useMemo } from 'react';
import type { Approval } from '../api/shapes.ts';
import type { Column } from '../list/columns.ts';
import { useT } from '../messages/messages-context.tsx';
import { RelativeTime } from '../show/time.tsx';
import { ApprovalState } from './approval-state.tsx';

/** `waiting`: all of them are open, and what counts is how long there still is. */
export const useApprovalColumns = (waiting: boolean): readonly Column<Approval>[] => {
  const t = useT();
  return useMemo<readonly Column<Approval>[]>(
    () => [
      {
        name: 'question',
        header: t('approvals.question'),
        sort: 'question',
        render: ({ question }) => question,
      },
      {
        name: 'state',
        header: t('approvals.state'),
        width: '128px',
        render: (approval) => <ApprovalState approval={approval} />,
      },
      { name: 'group', header: t('approvals.group'), width: '20%', render: ({ group }) => group.name },
      ...(waiting
        ? []
        : [
            {
              name: 'by',
              minor: true as const,
              header: t('approvals.answeredBy'),
              width: '144px',
              render: ({ settledBy, state }: Approval) =>
                settledBy?.name ??
                (state === 'answered' ? t('approvals.byLink') : <span className="muted">–</span>),
            },
          ]),
      {
        name: 'created',
        ...(waiting && { minor: true as const }),
        header: t('approvals.asked'),
        sort: 'createdAt',
        width: '136px',
        render: ({ createdAt }) => <RelativeTime at={createdAt} />,
      },
      {
        name: 'expires',
        ...(!waiting && { minor: true as const }),
        header: t('approvals.expires'),
        sort: 'expiresAt',
        width: '136px',
        render: ({ expiresAt }) => <RelativeTime at={expiresAt} />,
      },
    ],
    [t, waiting],
  );
};
