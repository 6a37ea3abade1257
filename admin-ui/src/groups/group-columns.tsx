import { useMemo } from 'react';
import type { Group } from '../api/shapes.ts';
import type { Column } from '../list/columns.ts';
import { useT } from '../messages/messages-context.tsx';
import { RelativeTime } from '../show/time.tsx';

export const useGroupColumns = (): readonly Column<Group>[] => {
  const t = useT();
  return useMemo<readonly Column<Group>[]>(
    () => [
      { name: 'name', header: t('groups.name'), sort: 'name', render: ({ name }) => name },
      {
        name: 'description',
        minor: true,
        header: t('groups.description'),
        width: '40%',
        render: ({ description }) => (description === '' ? <span className="muted">–</span> : description),
      },
      {
        name: 'members',
        header: t('groups.members'),
        width: '112px',
        render: ({ members }) => t('groups.people', { count: members }),
      },
      {
        name: 'created',
        minor: true,
        header: t('groups.created'),
        sort: 'createdAt',
        width: '136px',
        render: ({ createdAt }) => <RelativeTime at={createdAt} />,
      },
    ],
    [t],
  );
};
