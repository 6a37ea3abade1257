import { Button } from '@mantine/core';
import { useMemo, useState } from 'react';
import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import type { Variable } from '../api/shapes.ts';
import { SideSheet } from '../form/side-sheet.tsx';
import { DataList } from '../list/data-list.tsx';
import { ListWithDetail } from '../list/list-with-detail.tsx';
import { subjectsOf } from '../list/subjects-of.ts';
import { useList } from '../list/use-list.ts';
import { useViewState } from '../location/use-view-state.ts';
import { IconAdd, IconRefresh, IconRemove } from '../look/icons.ts';
import { useT } from '../messages/messages-context.tsx';
import { useMay } from '../session/me.ts';
import { PageHeader } from '../show/page-header.tsx';
import { DeleteVariable } from './delete-variable.tsx';
import { SetVariable } from './set-variable.tsx';
import { useVariableColumns } from './variable-columns.tsx';
import { VariableDetail } from './variable-detail.tsx';

const VariablesPage = () => {
  const t = useT();
  const may = useMay();
  const { client } = useHub();
  const view = useViewState();
  const [editing, setEditing] = useState<Variable | null>(null);
  const [leaving, setLeaving] = useState<Variable | null>(null);
  const writes = may('flows.write');
  const list = useList({
    noun: 'variables',
    filters: [],
    sorts: ['name', 'setAt'],
    id: (variable: Variable) => variable.name,
    read: (query, signal) => answer(client.GET('/api/variables', { signal, params: { query } })),
    readOne: async (variable, signal) =>
      (await answer(client.GET('/api/variables/{variable}', { signal, params: { path: { variable } } })))
        .variable,
    grownBy: subjectsOf('variable.set'),
  });
  const columns = useVariableColumns();
  const actions = useMemo(() => {
    const change = {
      label: t('variables.edit'),
      icon: <IconRefresh size={14} />,
      run: (variable: Variable) => setEditing(variable),
    };
    const away = {
      label: t('variables.delete'),
      icon: <IconRemove size={14} />,
      dangerous: true,
      run: (variable: Variable) => setLeaving(variable),
    };
    return writes ? () => [change, away] : undefined;
  }, [t, writes]);
  const create = writes ? (
    <Button size="xs" leftSection={<IconAdd size={14} />} data-create onClick={() => view.set({ new: '1' })}>
      {t('variables.create')}
    </Button>
  ) : undefined;
  const close = (): void => {
    setEditing(null);
    view.set({ new: null, for: null });
  };
  const creating = view.get('new') !== null;
  return (
    <>
      <PageHeader title={t('nav.variables')} about={t('variables.about')} actions={create} />
      <ListWithDetail
        list={list}
        title={({ name }) => name}
        detail={(variable) => (
          <VariableDetail
            key={variable.name}
            variable={variable}
            onEdit={() => setEditing(variable)}
            onDelete={() => setLeaving(variable)}
          />
        )}
      >
        <DataList
          list={list}
          label={t('nav.variables')}
          failed={t('variables.failed')}
          nameOf={({ name }) => name}
          empty={{ title: t('variables.empty'), text: t('variables.emptyText'), action: create }}
          opens
          columns={columns}
          actions={actions}
        />
      </ListWithDetail>
      <SideSheet
        opened={writes && (creating || editing !== null)}
        title={editing === null ? t('variables.create') : t('variables.editTitle', { name: editing.name })}
        onClose={close}
      >
        <SetVariable
          key={editing?.name ?? view.get('for') ?? ''}
          variable={editing}
          name={view.get('for') ?? ''}
          onCancel={close}
          onDone={(name) => {
            close();
            if (editing === null) list.show(name);
          }}
        />
      </SideSheet>
      {leaving !== null && (
        <DeleteVariable
          name={leaving.name}
          onDeleted={() => {
            if (list.open === leaving.name) list.show(null);
            setLeaving(null);
          }}
          onClose={() => setLeaving(null)}
        />
      )}
    </>
  );
};

export default VariablesPage;
