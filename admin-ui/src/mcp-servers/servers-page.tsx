import { Button } from '@mantine/core';
import { useMemo, useState } from 'react';
import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import type { McpServer } from '../api/shapes.ts';
import { SideSheet } from '../form/side-sheet.tsx';
import type { Column } from '../list/columns.ts';
import { DataList } from '../list/data-list.tsx';
import { FilterSelect } from '../list/filter-select.tsx';
import { knownFilter } from '../list/known-filter.ts';
import { useList } from '../list/use-list.ts';
import { useViewState } from '../location/use-view-state.ts';
import { IconAdd, IconRemove } from '../look/icons.ts';
import { useT } from '../messages/messages-context.tsx';
import { useMay } from '../session/me.ts';
import { PageHeader } from '../show/page-header.tsx';
import { RelativeTime } from '../show/time.tsx';
import { revisionsText } from './protocol-text.ts';
import { RegisterServer } from './register-server.tsx';
import { RemoveServer } from './remove-server.tsx';
import { serverPath } from './server-path.ts';
import { ServerState, serverStates } from './server-state.tsx';

const useColumns = (): readonly Column<McpServer>[] => {
  const t = useT();
  return useMemo<readonly Column<McpServer>[]>(
    () => [
      { name: 'title', header: t('mcpServers.title'), sort: 'title', render: ({ title }) => title },
      {
        name: 'name',
        minor: true,
        header: t('mcpServers.name'),
        sort: 'name',
        width: '11%',
        render: ({ name }) => <code className="any-break">{name}</code>,
      },
      {
        name: 'address',
        minor: true,
        header: t('mcpServers.url'),
        width: '16%',
        render: ({ url, command }) => <code className="any-break">{url ?? command}</code>,
      },
      {
        name: 'state',
        header: t('mcpServers.state'),
        width: '192px',
        render: (server) => <ServerState server={server} />,
      },
      {
        name: 'revisions',
        minor: true,
        header: t('mcpServers.revisions'),
        width: '192px',
        render: (server) => revisionsText(server) ?? <span className="muted">–</span>,
      },
      { name: 'tools', header: t('mcpServers.tools'), width: '96px', render: ({ tools }) => tools },
      {
        name: 'checked',
        header: t('mcpServers.checked'),
        width: '128px',
        render: ({ checkedAt }) => <RelativeTime at={checkedAt} />,
      },
    ],
    [t],
  );
};

const ServersPage = () => {
  const t = useT();
  const may = useMay();
  const { client, space } = useHub();
  const view = useViewState();
  const [leaving, setLeaving] = useState<McpServer | null>(null);
  const writes = may('connectors.write');
  const list = useList({
    noun: 'mcp-servers',
    filters: ['state'],
    sorts: ['title', 'name'],
    id: (server: McpServer) => server.name,
    // Whether they answer is looked at in the background.
    everyMs: 15_000,
    read: ({ state, ...query }, signal) =>
      answer(
        client.GET('/api/mcp-servers', {
          signal,
          params: { query: { ...query, ...knownFilter('state', serverStates, state) } },
        }),
      ),
  });
  const columns = useColumns();
  const actions = useMemo(() => {
    const away = {
      label: t('mcpServers.remove'),
      icon: <IconRemove size={14} />,
      dangerous: true,
      run: (server: McpServer) => setLeaving(server),
    };
    return writes ? () => [away] : undefined;
  }, [t, writes]);
  const create = writes ? (
    <Button size="xs" leftSection={<IconAdd size={14} />} data-create onClick={() => view.set({ new: '1' })}>
      {t('mcpServers.register')}
    </Button>
  ) : undefined;
  const close = (): void => view.set({ new: null });
  return (
    <>
      <PageHeader title={t('nav.mcpServers')} about={t('mcpServers.about')} actions={create} />
      <DataList
        list={list}
        label={t('nav.mcpServers')}
        failed={t('mcpServers.failed')}
        nameOf={({ title }) => title}
        empty={{ title: t('mcpServers.empty'), text: t('mcpServers.emptyText'), action: create }}
        filters={
          <FilterSelect
            list={list}
            name="state"
            label={t('mcpServers.state')}
            choices={serverStates.map((one) => ({ value: one, label: t(`mcpServers.state.${one}`) }))}
          />
        }
        linkTo={({ name }) => serverPath(space, name)}
        columns={columns}
        actions={actions}
      />
      <SideSheet opened={writes && view.get('new') !== null} title={t('mcpServers.register')} onClose={close}>
        <RegisterServer onCancel={close} />
      </SideSheet>
      {leaving !== null && (
        <RemoveServer name={leaving.name} onRemoved={list.reload} onClose={() => setLeaving(null)} />
      )}
    </>
  );
};

export default ServersPage;
