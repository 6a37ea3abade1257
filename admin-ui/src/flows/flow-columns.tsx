import { useMemo } from 'react';
import type { Flow } from '../api/shapes.ts';
import type { Column } from '../list/columns.ts';
import { useT } from '../messages/messages-context.tsx';
import { RelativeTime } from '../show/time.tsx';
import { FlowState } from './flow-state.tsx';
import styles from './flow-columns.module.css';

export const titleOf = ({ title, name }: Flow): string => (title === '' ? name : title);

export const useFlowColumns = (): readonly Column<Flow>[] => {
  const t = useT();
  return useMemo<readonly Column<Flow>[]>(
    () => [
      { name: 'title', header: t('flows.title'), sort: 'title', render: titleOf },
      {
        name: 'name',
        minor: true,
        header: t('flows.name'),
        sort: 'name',
        width: '24%',
        render: ({ namespace, name }) => (
          <code className={styles['names']} title={`${namespace}/${name}`}>
            <span>{namespace}</span>
            <span>/{name}</span>
          </code>
        ),
      },
      {
        name: 'state',
        header: t('flows.state'),
        width: '184px',
        render: (flow) => <FlowState flow={flow} />,
      },
      {
        name: 'version',
        header: t('flows.version'),
        width: '120px',
        render: ({ published }) =>
          published === null ? (
            <span className="muted">–</span>
          ) : (
            <>
              {published.number} <span className="muted">{published.documentVersion}</span>
            </>
          ),
      },
      {
        name: 'updated',
        header: t('flows.updated'),
        sort: 'updatedAt',
        width: '136px',
        render: ({ updatedAt }) => <RelativeTime at={updatedAt} />,
      },
    ],
    [t],
  );
};
