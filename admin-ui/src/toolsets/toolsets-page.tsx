import { Button } from '@mantine/core';
import { useMemo, useState } from 'react';
import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import type { Toolset } from '../api/shapes.ts';
import { SideSheet } from '../form/side-sheet.tsx';
import { DataList } from '../list/data-list.tsx';
import { subjectsOf } from '../list/subjects-of.ts';
import { useList } from '../list/use-list.ts';
import { useNavigate } from '../location/router.tsx';
import { useViewState } from '../location/use-view-state.ts';
import { IconAdd, IconConnections, IconDuplicate, IconRemove, IconTry } from '../look/icons.ts';
import { useT } from '../messages/messages-context.tsx';
import { useMay } from '../session/me.ts';
import { LinkButton } from '../show/link-button.tsx';
import { PageHeader } from '../show/page-header.tsx';
import { CreateToolset } from './create-toolset.tsx';
import { DeleteToolset } from './delete-toolset.tsx';
import { titleOf, useToolsetColumns } from './toolset-columns.tsx';
import { connectPath, hubAdmin, newToolsetPath, playgroundPath, toolsetPath } from './toolset-path.ts';

const ToolsetsPage = () => {
  const t = useT();
  const may = useMay();
  const { client, space } = useHub();
  const navigate = useNavigate();
  const view = useViewState();
  const [leaving, setLeaving] = useState<Toolset | null>(null);
  const publishes = may('toolsets.publish');
  const writes = may('toolsets.write');
  const list = useList({
    noun: 'toolsets',
    filters: [],
    sorts: ['title', 'name', 'updatedAt'],
    id: (toolset: Toolset) => toolset.name,
    read: (query, signal) => answer(client.GET('/api/toolsets', { signal, params: { query } })),
    grownBy: subjectsOf('toolset.created'),
  });
  const columns = useToolsetColumns();
  const actions = useMemo(() => {
    const go = {
      label: t('toolsets.play'),
      icon: <IconTry size={14} />,
      run: ({ name }: Toolset) => navigate(playgroundPath(space, name)),
    };
    const connect = {
      label: t('toolsets.connect'),
      icon: <IconConnections size={14} />,
      run: ({ name }: Toolset) => navigate(connectPath(space, name)),
    };
    const duplicate = {
      label: t('toolsets.duplicate'),
      icon: <IconDuplicate size={14} />,
      run: ({ name }: Toolset) => navigate(newToolsetPath(space, 'copy', name)),
    };
    const away = {
      label: t('toolsets.delete'),
      icon: <IconRemove size={14} />,
      dangerous: true,
      run: setLeaving,
    };
    return ({ published }: Toolset) => [
      ...(published === null ? [] : [go, connect]),
      ...(writes ? [duplicate] : []),
      ...(publishes ? [away] : []),
    ];
  }, [t, writes, publishes, navigate, space]);
  const create = writes ? (
    <Button size="xs" leftSection={<IconAdd size={14} />} data-create onClick={() => view.set({ new: '1' })}>
      {t('toolsets.create')}
    </Button>
  ) : undefined;
  const close = (): void => view.set({ new: null, copy: null, server: null });
  return (
    <>
      <PageHeader
        title={t('nav.toolsets')}
        about={t('toolsets.about')}
        actions={
          <>
            <LinkButton
              size="xs"
              variant="default"
              leftSection={<IconConnections size={14} />}
              to={connectPath(space, hubAdmin)}
            >
              {t('toolsets.connectAdmin')}
            </LinkButton>
            {create}
          </>
        }
      />
      <DataList
        list={list}
        label={t('nav.toolsets')}
        failed={t('toolsets.failed')}
        nameOf={titleOf}
        empty={{ title: t('toolsets.empty'), text: t('toolsets.emptyText'), action: create }}
        linkTo={({ name }) => toolsetPath(space, name)}
        columns={columns}
        actions={actions}
      />
      <SideSheet
        opened={create !== undefined && view.get('new') !== null}
        title={t('toolsets.create')}
        onClose={close}
      >
        <CreateToolset
          key={`${view.get('copy')} ${view.get('server')}`}
          copy={view.get('copy')}
          server={view.get('server')}
          onCancel={close}
        />
      </SideSheet>
      {leaving !== null && (
        <DeleteToolset name={leaving.name} onDeleted={list.reload} onClose={() => setLeaving(null)} />
      )}
    </>
  );
};

export default ToolsetsPage;
