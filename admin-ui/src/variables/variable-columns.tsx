import { useMemo } from 'react';
import type { Variable } from '../api/shapes.ts';
import type { Column } from '../list/columns.ts';
import { useT } from '../messages/messages-context.tsx';
import { RelativeTime } from '../show/time.tsx';
import { valueText } from './value-text.ts';
import styles from './variables.module.css';

/** More of a long text is never seen in a row. */
const mostLetters = 200;

export const useVariableColumns = (): readonly Column<Variable>[] => {
  const t = useT();
  return useMemo<readonly Column<Variable>[]>(
    () => [
      {
        name: 'name',
        header: t('variables.name'),
        sort: 'name',
        render: ({ name }) => <code>{name}</code>,
      },
      {
        name: 'value',
        header: t('variables.value'),
        width: '40%',
        render: ({ value }) => (
          <code className={styles['value']}>{valueText(value).slice(0, mostLetters)}</code>
        ),
      },
      {
        name: 'used',
        minor: true,
        header: t('variables.usedBy'),
        width: '112px',
        render: ({ usedBy }) =>
          usedBy.length === 0 ? (
            <span className="muted">{t('variables.unused')}</span>
          ) : (
            t('variables.flows', { count: usedBy.length })
          ),
      },
      {
        name: 'updated',
        minor: true,
        header: t('variables.set'),
        sort: 'setAt',
        width: '136px',
        render: ({ setAt }) => <RelativeTime at={setAt} />,
      },
    ],
    [t],
  );
};
