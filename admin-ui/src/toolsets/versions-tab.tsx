import { useMemo } from 'react';
import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import type { ToolsetVersion } from '../api/shapes.ts';
import type { Column } from '../list/columns.ts';
import { DataList } from '../list/data-list.tsx';
import { useList } from '../list/use-list.ts';
import { useViewState } from '../location/use-view-state.ts';
import { useT } from '../messages/messages-context.tsx';
import { StateMark } from '../show/state-mark.tsx';
import { RelativeTime } from '../show/time.tsx';
import { toolsetPath } from './toolset-path.ts';
import type { EditedToolset } from './use-toolset-draft.ts';
import { VersionView } from './version-view.tsx';

interface TabProps {
  readonly name: string;
  /** The one in use. */
  readonly current: number | null;
  readonly edited: EditedToolset;
}

export const VersionsTab = ({ name, current, edited }: TabProps) => {
  const t = useT();
  const { client, space } = useHub();
  const view = useViewState();
  const list = useList({
    noun: 'toolset-versions',
    within: name,
    filters: [],
    sorts: ['number'],
    id: ({ number }: ToolsetVersion) => String(number),
    read: (query, signal) =>
      answer(client.GET('/api/toolsets/{name}/versions', { signal, params: { path: { name }, query } })),
  });
  const columns = useMemo<readonly Column<ToolsetVersion>[]>(
    () => [
      {
        name: 'number',
        header: t('flows.version'),
        sort: 'number',
        render: ({ number }) => t('flows.versionNumber', { number }),
      },
      { name: 'note', header: t('flows.note'), width: '40%', render: ({ note }) => note },
      {
        name: 'state',
        header: t('toolsets.state'),
        width: '128px',
        render: (version) => (
          <StateMark tone={version.current ? 'success' : 'quiet'}>
            {t(version.current ? 'flows.published.yes' : 'flows.versionEarlier')}
          </StateMark>
        ),
      },
      {
        name: 'by',
        minor: true,
        header: t('flows.publishedBy'),
        width: '18%',
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
  const asked = Number(view.get('version'));
  return (
    <>
      {Number.isInteger(asked) && asked > 0 && (
        <VersionView
          key={asked}
          name={name}
          number={asked}
          current={current}
          edited={edited}
          onClose={() => view.set({ version: null })}
        />
      )}
      <DataList
        list={list}
        label={t('toolsets.tab.versions')}
        failed={t('flows.versionsFailed')}
        searchable={false}
        nameOf={({ number }) => t('flows.versionNumber', { number })}
        empty={{ title: t('flows.noVersions'), text: t('toolsets.noVersionsText') }}
        linkTo={({ number }) => toolsetPath(space, name, `?tab=versions&version=${number}`)}
        columns={columns}
      />
    </>
  );
};
