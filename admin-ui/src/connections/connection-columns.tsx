import { useMemo } from 'react';
import type { Connection } from '../api/shapes.ts';
import type { Column } from '../list/columns.ts';
import { useT } from '../messages/messages-context.tsx';
import { RelativeTime } from '../show/time.tsx';
import { ConnectionState } from './connection-state.tsx';

/** The columns of connections; which connector they are of is said where there are those of several. */
export const useConnectionColumns = (ofSeveral: boolean): readonly Column<Connection>[] => {
  const t = useT();
  return useMemo<readonly Column<Connection>[]>(
    () => [
      {
        name: 'name',
        header: t('connections.name'),
        sort: 'name',
        render: ({ name, isDefault }) => (
          <>
            {name}
            {isDefault && <span className="muted small"> {t('connections.default')}</span>}
          </>
        ),
      },
      ...(ofSeveral
        ? [
            {
              name: 'connector',
              header: t('connections.connector'),
              sort: 'connector',
              width: '20%',
              render: ({ connector }: Connection) => <code>{connector}</code>,
            },
          ]
        : []),
      {
        name: 'state',
        header: t('connections.state'),
        width: '184px',
        render: ({ state }) => <ConnectionState state={state} />,
      },
      {
        name: 'account',
        minor: true,
        header: t('connections.account'),
        width: '20%',
        render: ({ account }) => account ?? <span className="muted">–</span>,
      },
      {
        name: 'updated',
        header: t('connectors.updated'),
        sort: 'updatedAt',
        width: '136px',
        render: ({ updatedAt }) => <RelativeTime at={updatedAt} />,
      },
    ],
    [t, ofSeveral],
  );
};
