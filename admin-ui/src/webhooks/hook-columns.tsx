import { useMemo } from 'react';
import type { Hook } from '../api/shapes.ts';
import type { Column } from '../list/columns.ts';
import { useT } from '../messages/messages-context.tsx';
import { RelativeTime } from '../show/time.tsx';
import { sayCheck } from './check-words.ts';
import { HookState } from './hook-state.tsx';

/** The columns of webhooks; among those of one connector it is not named, and the page does not sort them. */
export const useHookColumns = (ofSeveral: boolean): readonly Column<Hook>[] => {
  const t = useT();
  return useMemo<readonly Column<Hook>[]>(
    () => [
      {
        name: 'name',
        header: t('connections.name'),
        ...(ofSeveral ? { sort: 'name' } : {}),
        render: ({ name }) => name,
      },
      ...(ofSeveral
        ? [
            {
              name: 'connector',
              header: t('connections.connector'),
              sort: 'connector',
              width: '16%',
              render: ({ connector }: Hook) => <code>{connector}</code>,
            },
          ]
        : []),
      {
        name: 'check',
        minor: true,
        header: t('hooks.check'),
        width: '28%',
        render: ({ verification }) => sayCheck(t, verification),
      },
      {
        name: 'state',
        header: t('connections.state'),
        width: '168px',
        render: (hook) => <HookState hook={hook} />,
      },
      {
        name: 'received',
        header: t('hooks.lastReceived'),
        width: '144px',
        render: ({ lastReceivedAt }) => <RelativeTime at={lastReceivedAt} never={t('hooks.never')} />,
      },
    ],
    [t, ofSeveral],
  );
};
