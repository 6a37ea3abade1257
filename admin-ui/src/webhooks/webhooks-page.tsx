import { Button } from '@mantine/core';
import { useMemo, useState } from 'react';
import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import type { Hook } from '../api/shapes.ts';
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
import { CreateHook } from './create-hook.tsx';
import { DeleteHook } from './delete-hook.tsx';
import { EditHook } from './edit-hook.tsx';
import { useHookColumns } from './hook-columns.tsx';
import { HookDetail } from './hook-detail.tsx';
import { hookStates } from './hook-state.tsx';
import { RotateSecret } from './rotate-secret.tsx';
import { usePauseHook } from './use-pause-hook.ts';

const WebhooksPage = () => {
  const t = useT();
  const may = useMay();
  const { client } = useHub();
  const view = useViewState();
  const pause = usePauseHook();
  const [leaving, setLeaving] = useState<Hook | null>(null);
  const [editing, setEditing] = useState<Hook | null>(null);
  const [rotating, setRotating] = useState<Hook | null>(null);
  const writes = may('connectors.write');
  const list = useList({
    noun: 'hooks',
    filters: ['state', 'connector'],
    sorts: ['name', 'connector'],
    id: (hook: Hook) => hook.id,
    read: ({ state, ...query }, signal) =>
      answer(
        client.GET('/api/hooks', {
          signal,
          params: { query: { ...query, ...knownFilter('state', hookStates, state) } },
        }),
      ),
    readOne: (endpointId, signal) =>
      answer(client.GET('/api/hooks/{endpointId}', { signal, params: { path: { endpointId } } })),
    grownBy: subjectsOf('hook.created'),
    everyMs: 10_000,
  });
  const columns = useHookColumns(true);
  const actions = useMemo(() => {
    const rest = { label: t('hooks.pause'), icon: <IconPause size={14} />, run: pause };
    const go = { label: t('hooks.resume'), icon: <IconTry size={14} />, run: pause };
    const away = {
      label: t('hooks.delete'),
      icon: <IconRemove size={14} />,
      dangerous: true,
      run: setLeaving,
    };
    return writes ? ({ state }: Hook) => [state === 'paused' ? go : rest, away] : undefined;
  }, [t, writes, pause]);
  const create = writes ? (
    <Button size="xs" leftSection={<IconAdd size={14} />} data-create onClick={() => view.set({ new: '1' })}>
      {t('hooks.create')}
    </Button>
  ) : undefined;
  const close = (): void => view.set({ new: null, for: null });
  return (
    <>
      <PageHeader title={t('nav.webhooks')} about={t('hooks.about')} actions={create} />
      <ListWithDetail
        list={list}
        title={({ name }) => name}
        detail={(hook) => (
          <HookDetail
            key={hook.id}
            hook={hook}
            onEdit={() => setEditing(hook)}
            onRotate={() => setRotating(hook)}
            onDelete={() => setLeaving(hook)}
          />
        )}
      >
        <DataList
          list={list}
          label={t('nav.webhooks')}
          failed={t('hooks.failed')}
          nameOf={({ name }) => name}
          empty={{ title: t('hooks.empty'), text: t('hooks.emptyText'), action: create }}
          filters={
            <>
              <FilterSelect
                list={list}
                name="state"
                label={t('connections.state')}
                choices={hookStates.map((state) => ({ value: state, label: t(`hooks.state.${state}`) }))}
              />
              <FilterText list={list} name="connector" label={t('connections.connector')} width={160} />
            </>
          }
          opens
          columns={columns}
          actions={actions}
        />
      </ListWithDetail>
      <SideSheet opened={writes && view.get('new') !== null} title={t('hooks.create')} onClose={close}>
        <CreateHook
          connector={view.get('for')}
          onCancel={close}
          onDone={(id) => {
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
        {editing !== null && <EditHook hook={editing} onDone={() => setEditing(null)} />}
      </SideSheet>
      <SideSheet
        opened={rotating !== null}
        title={t(rotating?.secrets.length === 0 ? 'hooks.enterSecret' : 'hooks.rotate')}
        onClose={() => setRotating(null)}
      >
        {rotating !== null && <RotateSecret hook={rotating} onDone={() => setRotating(null)} />}
      </SideSheet>
      <DeleteHook
        hook={leaving}
        onDeleted={(id) => {
          if (list.open === id) list.show(null);
        }}
        onClose={() => setLeaving(null)}
      />
    </>
  );
};

export default WebhooksPage;
