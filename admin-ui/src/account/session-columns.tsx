import { useMemo } from 'react';
import type { SignInSession } from '../api/shapes.ts';
import type { Column } from '../list/columns.ts';
import { useT } from '../messages/messages-context.tsx';
import { StateMark } from '../show/state-mark.tsx';
import { RelativeTime } from '../show/time.tsx';
import { useSessionName } from './use-session-name.ts';

export const useSessionColumns = (): readonly Column<SignInSession>[] => {
  const t = useT();
  const nameOf = useSessionName();
  return useMemo<readonly Column<SignInSession>[]>(
    () => [
      { name: 'browser', header: t('sessions.browser'), render: nameOf },
      {
        name: 'current',
        header: t('sessions.state'),
        width: '136px',
        render: ({ current }) =>
          current ? <StateMark tone="live">{t('sessions.current')}</StateMark> : t('sessions.other'),
      },
      { name: 'ip', header: t('sessions.ip'), width: '152px', render: ({ ip }) => <code>{ip ?? '–'}</code> },
      {
        name: 'method',
        header: t('sessions.method'),
        width: '152px',
        render: ({ method }) => t(`sessions.method.${method}`),
      },
      {
        name: 'used',
        header: t('sessions.used'),
        sort: 'lastUsedAt',
        width: '136px',
        render: ({ lastUsedAt }) => <RelativeTime at={lastUsedAt} />,
      },
    ],
    [t, nameOf],
  );
};
