import { useMemo } from 'react';
import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import type { ConnectorVersion } from '../api/shapes.ts';
import type { Column } from '../list/columns.ts';
import { DataList } from '../list/data-list.tsx';
import { useList } from '../list/use-list.ts';
import { useViewState } from '../location/use-view-state.ts';
import { useT } from '../messages/messages-context.tsx';
import { RelativeTime } from '../show/time.tsx';
import { connectorPath } from './connector-path.ts';
import { VersionReview } from './version-review.tsx';
import { VersionState } from './version-state.tsx';

const useColumns = (): readonly Column<ConnectorVersion>[] => {
  const t = useT();
  return useMemo<readonly Column<ConnectorVersion>[]>(
    () => [
      {
        name: 'version',
        header: t('connectors.version'),
        sort: 'version',
        render: ({ version, documentVersion }) => (
          <>
            {t('versions.number', { version })}{' '}
            {documentVersion !== '' && <span className="muted">({documentVersion})</span>}
          </>
        ),
      },
      {
        name: 'state',
        header: t('versions.state'),
        width: '152px',
        render: (version) => <VersionState version={version} />,
      },
      {
        name: 'operations',
        header: t('connectors.operations'),
        width: '112px',
        render: ({ operations }) => operations,
      },
      {
        name: 'format',
        minor: true,
        header: t('connectors.format'),
        width: '144px',
        render: ({ format }) => format,
      },
      {
        name: 'created',
        header: t('versions.imported'),
        width: '136px',
        render: ({ createdAt }) => <RelativeTime at={createdAt} />,
      },
      {
        name: 'published',
        header: t('versions.published'),
        width: '136px',
        render: ({ publishedAt }) => <RelativeTime at={publishedAt} />,
      },
    ],
    [t],
  );
};

export const VersionsTab = ({ connector }: { readonly connector: string }) => {
  const t = useT();
  const { client, space } = useHub();
  const view = useViewState();
  const list = useList({
    noun: 'versions',
    within: connector,
    filters: [],
    sorts: ['version'],
    id: ({ version }: ConnectorVersion) => String(version),
    read: (query, signal) =>
      answer(
        client.GET('/api/connectors/{name}/versions', {
          signal,
          params: { path: { name: connector }, query },
        }),
      ),
  });
  const columns = useColumns();
  const asked = Number(view.get('version'));
  // Nobody should have to look for a draft that waits for them.
  const draft = list.items.find(({ state }) => state === 'draft')?.version;
  const chosen = Number.isInteger(asked) && asked > 0 ? asked : draft;
  return (
    <>
      {chosen !== undefined && (
        <VersionReview
          key={chosen}
          connector={connector}
          version={chosen}
          onDone={() => view.set({ version: null })}
        />
      )}
      <DataList
        list={list}
        label={t('connectors.tab.versions')}
        failed={t('versions.failed')}
        searchable={false}
        nameOf={({ version }) => t('versions.number', { version })}
        empty={{ title: t('versions.empty'), text: t('versions.emptyText') }}
        linkTo={({ version }) => connectorPath(space, connector, `?tab=versions&version=${version}`)}
        columns={columns}
      />
    </>
  );
};
