import { useMemo, useState, type ReactNode } from 'react';
import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import type { Group } from '../api/shapes.ts';
import { SideSheet } from '../form/side-sheet.tsx';
import { DataList } from '../list/data-list.tsx';
import { ListWithDetail } from '../list/list-with-detail.tsx';
import { subjectsOf } from '../list/subjects-of.ts';
import { useList } from '../list/use-list.ts';
import { useViewState } from '../location/use-view-state.ts';
import { IconEdit, IconRemove } from '../look/icons.ts';
import { useT } from '../messages/messages-context.tsx';
import { useMay } from '../session/me.ts';
import { DeleteGroup } from './delete-group.tsx';
import { useGroupColumns } from './group-columns.tsx';
import { GroupDetail } from './group-detail.tsx';
import { GroupForm } from './group-form.tsx';

/** People under a name: whom flows ask, and later who is offered work. */
export const GroupList = (props: { readonly create: ReactNode }) => {
  const t = useT();
  const may = useMay();
  const { client } = useHub();
  const view = useViewState();
  const [leaving, setLeaving] = useState<Group | null>(null);
  const [editing, setEditing] = useState<Group | null>(null);
  const writes = may('members.write');
  const list = useList({
    noun: 'groups',
    filters: [],
    sorts: ['name', 'createdAt'],
    id: (group: Group) => group.id,
    read: (query, signal) => answer(client.GET('/api/groups', { signal, params: { query } })),
    readOne: (name, signal) =>
      answer(client.GET('/api/groups/{name}', { signal, params: { path: { name } } })),
    grownBy: subjectsOf('group.created'),
  });
  const columns = useGroupColumns();
  const actions = useMemo(() => {
    const edit = {
      label: t('groups.edit'),
      icon: <IconEdit size={14} />,
      run: (group: Group) => setEditing(group),
    };
    const away = {
      label: t('groups.delete'),
      icon: <IconRemove size={14} />,
      dangerous: true,
      run: (group: Group) => setLeaving(group),
    };
    return writes ? () => [edit, away] : undefined;
  }, [t, writes]);
  const close = (): void => {
    setEditing(null);
    view.set({ new: null });
  };
  const making = writes && view.get('new') !== null;
  return (
    <ListWithDetail
      list={list}
      title={({ name }) => name}
      detail={(group) => (
        <GroupDetail
          key={group.id}
          group={group}
          onEdit={() => setEditing(group)}
          onDelete={() => setLeaving(group)}
        />
      )}
    >
      <DataList
        list={list}
        label={t('groups.tab')}
        failed={t('groups.failed')}
        nameOf={({ name }) => name}
        empty={{ title: t('groups.empty'), text: t('groups.emptyText'), action: props.create }}
        opens
        columns={columns}
        actions={actions}
      />
      <SideSheet
        opened={making || editing !== null}
        title={editing === null ? t('groups.create') : t('groups.editTitle', { name: editing.name })}
        onClose={close}
      >
        <GroupForm
          key={editing?.id ?? 'new'}
          group={editing}
          onSaved={({ id }) => {
            const made = editing === null;
            close();
            if (made) list.show(id);
          }}
          onCancel={close}
        />
      </SideSheet>
      <DeleteGroup
        group={leaving}
        onDeleted={(id) => {
          if (list.open === id) list.show(null);
        }}
        onClose={() => setLeaving(null)}
      />
    </ListWithDetail>
  );
};
