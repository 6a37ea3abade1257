import { useMemo } from 'react';
import { answer } from '../../api/hub-client.ts';
import { useHub } from '../../api/hub-context.tsx';
import type { Flow, FlowVersion } from '../../api/shapes.ts';
import type { Column } from '../../list/columns.ts';
import { DataList } from '../../list/data-list.tsx';
import { useList } from '../../list/use-list.ts';
import { useViewState } from '../../location/use-view-state.ts';
import { useT } from '../../messages/messages-context.tsx';
import { StateMark } from '../../show/state-mark.tsx';
import { RelativeTime } from '../../show/time.tsx';
import { flowPath } from '../flow-path.ts';
import { VersionView } from './version-view.tsx';

const useColumns = (): readonly Column<FlowVersion>[] => {
  const t = useT();
  return useMemo<readonly Column<FlowVersion>[]>(
    () => [
      {
        name: 'number',
        header: t('flows.version'),
        sort: 'number',
        render: ({ number, documentVersion }) => (
          <>
            {t('flows.versionNumber', { number })} <span className="muted">{documentVersion}</span>
          </>
        ),
      },
      { name: 'note', header: t('flows.note'), width: '34%', render: ({ note }) => note },
      {
        name: 'state',
        header: t('flows.state'),
        width: '128px',
        render: ({ current }) => (
          <StateMark tone={current ? 'success' : 'quiet'}>
            {t(current ? 'flows.published.yes' : 'flows.versionEarlier')}
          </StateMark>
        ),
      },
      {
        name: 'by',
        minor: true,
        header: t('flows.publishedBy'),
        width: '20%',
        render: ({ publishedByName }) => publishedByName,
      },
      {
        name: 'at',
        header: t('flows.publishedAt'),
        width: '136px',
        render: ({ publishedAt }) => <RelativeTime at={publishedAt} />,
      },
    ],
    [t],
  );
};

export const VersionsTab = ({ flow }: { readonly flow: Flow }) => {
  const t = useT();
  const { client, space } = useHub();
  const view = useViewState();
  const { name } = flow;
  const list = useList({
    noun: 'flow-versions',
    within: name,
    filters: [],
    sorts: ['number'],
    id: ({ number }: FlowVersion) => String(number),
    read: (query, signal) =>
      answer(client.GET('/api/flows/{name}/versions', { signal, params: { path: { name }, query } })),
  });
  const columns = useColumns();
  const asked = Number(view.get('version'));
  return (
    <>
      {Number.isInteger(asked) && asked > 0 && (
        <VersionView key={asked} flow={flow} number={asked} onClose={() => view.set({ version: null })} />
      )}
      <DataList
        list={list}
        label={t('flows.tab.versions')}
        failed={t('flows.versionsFailed')}
        searchable={false}
        nameOf={({ number }) => t('flows.versionNumber', { number })}
        empty={{ title: t('flows.noVersions'), text: t('flows.noVersionsText') }}
        linkTo={({ number }) => flowPath(space, name, `?tab=versions&version=${number}`)}
        columns={columns}
      />
    </>
  );
};
