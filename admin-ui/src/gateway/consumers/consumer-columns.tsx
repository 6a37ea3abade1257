import { useMemo } from 'react';
import type { Consumer } from '../../api/shapes.ts';
import type { Column } from '../../list/columns.ts';
import { useT } from '../../messages/messages-context.tsx';
import { StateMark } from '../../show/state-mark.tsx';
import { RelativeTime } from '../../show/time.tsx';
import { useCount } from '../use-numbers.ts';
import { Scopes } from './scopes.tsx';
import { useLastDay } from './use-consumer-usage.ts';

export const useConsumerColumns = (): readonly Column<Consumer>[] => {
  const t = useT();
  const usage = useLastDay();
  const count = useCount();
  return useMemo<readonly Column<Consumer>[]>(
    () => [
      { name: 'name', header: t('consumers.name'), sort: 'name', render: ({ name }) => name },
      {
        name: 'title',
        minor: true,
        header: t('consumers.titleField'),
        width: '15%',
        render: ({ title }) => title || <span className="muted">–</span>,
      },
      {
        name: 'scopes',
        minor: true,
        header: t('consumers.scopes'),
        width: '17%',
        render: ({ scopes }) => <Scopes scopes={scopes} />,
      },
      {
        name: 'credentials',
        minor: true,
        header: t('consumers.credentials'),
        width: '104px',
        render: ({ credentials }) => String(credentials),
      },
      {
        name: 'used',
        header: t('consumers.lastUsed'),
        sort: 'lastUsedAt',
        width: '112px',
        render: ({ lastUsedAt }) => <RelativeTime at={lastUsedAt} never={t('never')} />,
      },
      {
        name: 'state',
        header: t('consumers.state'),
        width: '92px',
        render: ({ active }) => <ConsumerState active={active} />,
      },
      {
        name: 'requests',
        header: t('consumers.lastDay'),
        width: '108px',
        render: ({ id }) => (usage === undefined ? '' : count(usage.get(id)?.requests ?? 0)),
      },
      {
        name: 'errors',
        header: t('consumers.errors'),
        width: '72px',
        render: ({ id }) => {
          const row = usage?.get(id);
          return row === undefined ? <span className="muted">–</span> : count(row.refused + row.failed);
        },
      },
    ],
    [t, usage, count],
  );
};

export const ConsumerState = ({ active }: Pick<Consumer, 'active'>) => {
  const t = useT();
  return (
    <StateMark tone={active ? 'success' : 'quiet'}>
      {t(active ? 'consumers.active' : 'consumers.inactive')}
    </StateMark>
  );
};
