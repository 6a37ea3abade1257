import { Button } from '@mantine/core';
import { useMemo, useState } from 'react';
import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import type { Poller } from '../api/shapes.ts';
import { SideSheet } from '../form/side-sheet.tsx';
import { DataList } from '../list/data-list.tsx';
import { FilterSelect } from '../list/filter-select.tsx';
import { FilterText } from '../list/filter-text.tsx';
import { knownFilter } from '../list/known-filter.ts';
import { ListWithDetail } from '../list/list-with-detail.tsx';
import { subjectsOf } from '../list/subjects-of.ts';
import { useList } from '../list/use-list.ts';
import { useViewState } from '../location/use-view-state.ts';
import { IconAdd, IconPause, IconRemove, IconTry } from '../look/icons.ts';
import { useT } from '../messages/messages-context.tsx';
import { useMay } from '../session/me.ts';
import { PageHeader } from '../show/page-header.tsx';
import { CreatePoller } from './create-poller.tsx';
import { DeletePoller } from './delete-poller.tsx';
import { EditPoller } from './edit-poller.tsx';
import { usePollerColumns } from './poller-columns.tsx';
import { PollerDetail } from './poller-detail.tsx';
import { pollerStates } from './poller-state.tsx';
import { usePausePoller } from './use-pause-poller.ts';

const PollersPage = () => {
  const t = useT();
  const may = useMay();
  const { client } = useHub();
  const view = useViewState();
  const pause = usePausePoller();
  const [leaving, setLeaving] = useState<Poller | null>(null);
  const [editing, setEditing] = useState<Poller | null>(null);
  const writes = may('connectors.write');
  const list = useList({
    noun: 'pollers',
    filters: ['state', 'connector'],
    sorts: ['name', 'connector'],
    id: (poller: Poller) => poller.id,
    read: ({ state, ...query }, signal) =>
      answer(
        client.GET('/api/pollers', {
          signal,
          params: { query: { ...query, ...knownFilter('state', pollerStates, state) } },
        }),
      ),
    readOne: (pollerId, signal) =>
      answer(client.GET('/api/pollers/{pollerId}', { signal, params: { path: { pollerId } } })),
    grownBy: subjectsOf('poller.created'),
    everyMs: 10_000,
  });
  const columns = usePollerColumns(true);
  const actions = useMemo(() => {
    const rest = { label: t('pollers.pause'), icon: <IconPause size={14} />, run: pause };
    const go = { label: t('pollers.resume'), icon: <IconTry size={14} />, run: pause };
    const away = {
      label: t('pollers.delete'),
      icon: <IconRemove size={14} />,
      dangerous: true,
      run: setLeaving,
    };
    return writes ? ({ state }: Poller) => [state === 'paused' ? go : rest, away] : undefined;
  }, [t, writes, pause]);
  const create = writes ? (
    <Button size="xs" leftSection={<IconAdd size={14} />} data-create onClick={() => view.set({ new: '1' })}>
      {t('pollers.create')}
    </Button>
  ) : undefined;
  const close = (): void => view.set({ new: null, for: null });
  return (
    <>
      <PageHeader title={t('nav.pollers')} about={t('pollers.about')} actions={create} />
      <ListWithDetail
        list={list}
        title={({ name }) => name}
        detail={(poller) => (
          <PollerDetail
            key={poller.id}
            poller={poller}
            onEdit={() => setEditing(poller)}
            onDelete={() => setLeaving(poller)}
          />
        )}
      >
        <DataList
          list={list}
          label={t('nav.pollers')}
          failed={t('pollers.failed')}
          nameOf={({ name }) => name}
          empty={{ title: t('pollers.empty'), text: t('pollers.emptyText'), action: create }}
          filters={
            <>
              <FilterSelect
                list={list}
                name="state"
                label={t('connections.state')}
                choices={pollerStates.map((state) => ({ value: state, label: t(`pollers.state.${state}`) }))}
              />
              <FilterText list={list} name="connector" label={t('connections.connector')} width={160} />
            </>
          }
          opens
          columns={columns}
          actions={actions}
        />
      </ListWithDetail>
      <SideSheet opened={writes && view.get('new') !== null} title={t('pollers.create')} onClose={close}>
        <CreatePoller
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
        {editing !== null && <EditPoller poller={editing} onDone={() => setEditing(null)} />}
      </SideSheet>
      <DeletePoller
        poller={leaving}
        onDeleted={(id) => {
          if (list.open === id) list.show(null);
        }}
        onClose={() => setLeaving(null)}
      />
    </>
  );
};

export default PollersPage;
