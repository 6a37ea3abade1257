import { useMemo } from 'react';
import type { Operation } from '../api/shapes.ts';
import type { Column } from '../list/columns.ts';
import { useT } from '../messages/messages-context.tsx';
import { StateMark } from '../show/state-mark.tsx';
import { MethodMark } from './method-mark.tsx';

export const useOperationColumns = (sorted = false): readonly Column<Operation>[] => {
  const t = useT();
  return useMemo<readonly Column<Operation>[]>(
    () => [
      {
        name: 'name',
        header: t('operation.name'),
        ...(sorted ? { sort: 'name' } : {}),
        render: ({ name, deprecated }) => (
          <>
            {name}
            {deprecated && (
              <span style={{ marginInlineStart: 8, fontWeight: 400 }}>
                <StateMark tone="waiting">{t('operation.deprecated')}</StateMark>
              </span>
            )}
          </>
        ),
      },
      {
        name: 'method',
        header: t('operation.method'),
        width: '96px',
        ...(sorted ? { sort: 'method' } : {}),
        render: ({ method }) => <MethodMark method={method} />,
      },
      {
        name: 'path',
        header: t('operation.path'),
        width: '28%',
        ...(sorted ? { sort: 'path' } : {}),
        render: ({ path }) => <code title={path}>{path}</code>,
      },
      {
        name: 'summary',
        minor: true,
        header: t('operation.summary'),
        width: '28%',
        render: ({ summary }) => <span title={summary}>{summary}</span>,
      },
    ],
    [t, sorted],
  );
};
