import { useMemo } from 'react';
import type { Poller } from '../api/shapes.ts';
import type { Column } from '../list/columns.ts';
import { useT } from '../messages/messages-context.tsx';
import { RelativeTime } from '../show/time.tsx';
import { PollerState } from './poller-state.tsx';
import { useSaySchedule } from './use-say-schedule.ts';

/** The columns of pollers; among those of one connector it is not named, and the page does not sort them. */
export const usePollerColumns = (ofSeveral: boolean): readonly Column<Poller>[] => {
  const t = useT();
  const say = useSaySchedule();
  return useMemo<readonly Column<Poller>[]>(
    () => [
      {
        name: 'name',
        header: t('connections.name'),
        ...(ofSeveral ? { sort: 'name' } : {}),
        render: ({ name }) => name,
      },
      {
        name: 'operation',
        header: t('operation.name'),
        ...(ofSeveral ? { sort: 'connector' } : {}),
        width: '22%',
        render: ({ connector, operation }) => (
          <code>{ofSeveral ? `${connector}.${operation}` : operation}</code>
        ),
      },
      {
        name: 'schedule',
        minor: true,
        header: t('pollers.schedule'),
        width: '18%',
        render: ({ schedule }) => say(schedule),
      },
      {
        name: 'state',
        header: t('connections.state'),
        width: '112px',
        render: ({ state }) => <PollerState state={state} />,
      },
      {
        name: 'run',
        header: t('pollers.lastRun'),
        width: '128px',
        render: ({ lastRunAt }) => <RelativeTime at={lastRunAt} never={t('pollers.never')} />,
      },
      {
        name: 'error',
        minor: true,
        header: t('connections.lastError'),
        width: '18%',
        render: ({ lastError }) => lastError ?? <span className="muted">–</span>,
      },
    ],
    [t, say, ofSeveral],
  );
};
