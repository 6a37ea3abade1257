import { useMemo } from 'react';
import type { AuditEntry } from '../api/shapes.ts';
import type { Column } from '../list/columns.ts';
import { useT } from '../messages/messages-context.tsx';
import { RelativeTime } from '../show/time.tsx';

export const useAuditColumns = (): readonly Column<AuditEntry>[] => {
  const t = useT();
  return useMemo<readonly Column<AuditEntry>[]>(
    () => [
      { name: 'action', header: t('audit.action'), render: (entry) => <code>{entry.action}</code> },
      { name: 'actor', header: t('audit.actor'), width: '24%', render: (entry) => entry.actorName },
      {
        name: 'target',
        minor: true,
        header: t('audit.target'),
        width: '30%',
        render: (entry) =>
          entry.target === null ? <span className="muted">–</span> : <code>{entry.target}</code>,
      },
      {
        name: 'at',
        header: t('audit.at'),
        sort: 'seq',
        width: '136px',
        render: (entry) => <RelativeTime at={entry.at} />,
      },
    ],
    [t],
  );
};
