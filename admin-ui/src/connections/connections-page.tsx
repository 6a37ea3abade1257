import { Button } from '@mantine/core';
import { useMemo, useState } from 'react';
import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import type { Connection } from '../api/shapes.ts';
import { SideSheet } from '../form/side-sheet.tsx';
import { DataList } from '../list/data-list.tsx';
import { FilterSelect } from '../list/filter-select.tsx';
import { FilterText } from '../list/filter-text.tsx';
import { knownFilter } from '../list/known-filter.ts';
import { ListWithDetail } from '../list/list-with-detail.tsx';
import { subjectsOf } from '../list/subjects-of.ts';
import { useList } from '../list/use-list.ts';
import { useViewState } from '../location/use-view-state.ts';
import { IconAdd, IconRemove } from '../look/icons.ts';
import { useT } from '../messages/messages-context.tsx';
import { useMay } from '../session/me.ts';
import { PageHeader } from '../show/page-header.tsx';
import { useConnectionColumns } from './connection-columns.tsx';
import { ConnectionDetail } from './connection-detail.tsx';
import { connectionStates, connectionWord } from './connection-state.tsx';
import { ConnectResult } from './connect-result.tsx';
import { CreateConnection } from './create-connection.tsx';
import { DeleteConnection } from './delete-connection.tsx';
import { EditConnection } from './edit-connection.tsx';

const ConnectionsPage = () => {
  const t = useT();
  const may = useMay();
  const { client } = useHub();
  const view = useViewState();
  const [leaving, setLeaving] = useState<Connection | null>(null);
  const [editing, setEditing] = useState<Connection | null>(null);
  const writes = may('connections.write');
  const list = useList({
    noun: 'connections',
    filters: ['state', 'connector'],
    sorts: ['name', 'connector', 'updatedAt'],
    id: (connection: Connection) => connection.id,
    read: ({ state, ...query }, signal) =>
      answer(
        client.GET('/api/connections', {
          signal,
          params: { query: { ...query, ...knownFilter('state', connectionStates, state) } },
        }),
      ),
    readOne: (connectionId, signal) =>
      answer(client.GET('/api/connections/{connectionId}', { signal, params: { path: { connectionId } } })),
    grownBy: subjectsOf('connection.created'),
  });
  const columns = useConnectionColumns(true);
  const actions = useMemo(
    () =>
      writes
        ? () => [
            {
              label: t('connections.delete'),
              icon: <IconRemove size={14} />,
              dangerous: true,
              run: (connection: Connection) => setLeaving(connection),
            },
          ]
        : undefined,
    [t, writes],
  );
  const create = writes ? (
    <Button size="xs" leftSection={<IconAdd size={14} />} data-create onClick={() => view.set({ new: '1' })}>
      {t('connections.create')}
    </Button>
  ) : undefined;
  const close = (): void => view.set({ new: null, for: null });
  return (
    <>
      <PageHeader title={t('nav.connections')} about={t('connections.about')} actions={create} />
      <ConnectResult />
      <ListWithDetail
        list={list}
        title={({ name }) => name}
        detail={(connection) => (
          <ConnectionDetail
            key={connection.id}
            connection={connection}
            onEdit={() => setEditing(connection)}
            onDelete={() => setLeaving(connection)}
          />
        )}
      >
        <DataList
          list={list}
          label={t('nav.connections')}
          failed={t('connections.failed')}
          nameOf={({ name }) => name}
          empty={{ title: t('connections.empty'), text: t('connections.emptyText'), action: create }}
          filters={
            <>
              <FilterSelect
                list={list}
                name="state"
                label={t('connections.state')}
                choices={connectionStates.map((state) => ({ value: state, label: connectionWord(t, state) }))}
              />
              <FilterText list={list} name="connector" label={t('connections.connector')} width={160} />
            </>
          }
          opens
          columns={columns}
          actions={actions}
        />
      </ListWithDetail>
      <SideSheet opened={writes && view.get('new') !== null} title={t('connections.create')} onClose={close}>
        <CreateConnection
          connector={view.get('for')}
          onCancel={close}
          onCreated={({ id }) => {
            close();
            list.show(id);
          }}
        />
      </SideSheet>
      <SideSheet
        opened={editing !== null}
        title={t('connections.editTitle', { name: editing?.name ?? '' })}
        onClose={() => setEditing(null)}
      >
        {editing !== null && <EditConnection connection={editing} onDone={() => setEditing(null)} />}
      </SideSheet>
      <DeleteConnection
        connection={leaving}
        onDeleted={(id) => {
          if (list.open === id) list.show(null);
        }}
        onClose={() => setLeaving(null)}
      />
    </>
  );
};

export default ConnectionsPage;
