import { useMemo } from 'react';
import type { ApiKey } from '../api/shapes.ts';
import type { Column } from '../list/columns.ts';
import { useT } from '../messages/messages-context.tsx';
import { RelativeTime } from '../show/time.tsx';
import { KeyState } from './key-state.tsx';

export const useKeyColumns = (): readonly Column<ApiKey>[] => {
  const t = useT();
  return useMemo<readonly Column<ApiKey>[]>(
    () => [
      { name: 'name', header: t('keys.name'), sort: 'name', render: (key) => key.name },
      {
        name: 'hint',
        minor: true,
        header: t('keys.hint'),
        width: '144px',
        render: (key) => <code>{key.hint}</code>,
      },
      {
        name: 'state',
        header: t('keys.state'),
        width: '112px',
        render: (key) => <KeyState state={key.state} />,
      },
      {
        name: 'used',
        header: t('keys.used'),
        sort: 'lastUsedAt',
        width: '136px',
        render: (key) => <RelativeTime at={key.lastUsedAt} never={t('never')} />,
      },
      {
        name: 'expires',
        header: t('keys.expires'),
        sort: 'expiresAt',
        width: '136px',
        render: (key) => <RelativeTime at={key.expiresAt} never={t('keys.noExpiry')} />,
      },
    ],
    [t],
  );
};
