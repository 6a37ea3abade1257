import { useMemo, useState } from 'react';
import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import type { Member } from '../api/shapes.ts';
import { DataList } from '../list/data-list.tsx';
import { FilterSelect } from '../list/filter-select.tsx';
import { knownFilter } from '../list/known-filter.ts';
import { ListWithDetail } from '../list/list-with-detail.tsx';
import { subjectsOf } from '../list/subjects-of.ts';
import { useList } from '../list/use-list.ts';
import { IconRemove } from '../look/icons.ts';
import { useT } from '../messages/messages-context.tsx';
import { useMay } from '../session/me.ts';
import { useMemberBulk } from './use-member-bulk.tsx';
import { useMemberColumns } from './member-columns.tsx';
import { MemberDetail } from './member-detail.tsx';
import { RemoveMember } from './remove-member.tsx';
import { roles } from './role-words.ts';

export const MemberList = () => {
  const t = useT();
  const may = useMay();
  const { client } = useHub();
  const [leaving, setLeaving] = useState<Member | null>(null);
  const list = useList({
    noun: 'members',
    filters: ['role'],
    sorts: ['name', 'email', 'role', 'lastSeenAt'],
    id: (member: Member) => member.id,
    read: ({ role, ...query }, signal) =>
      answer(
        client.GET('/api/members', {
          signal,
          params: { query: { ...query, ...knownFilter('role', roles, role) } },
        }),
      ),
    readOne: (userId, signal) =>
      answer(client.GET('/api/members/{userId}', { signal, params: { path: { userId } } })),
    grownBy: subjectsOf('member.joined'),
  });
  const columns = useMemberColumns();
  const bulk = useMemberBulk();
  const writes = may('members.write');
  const actions = useMemo(
    () =>
      writes
        ? (member: Member) => [
            {
              label: t('members.remove'),
              icon: <IconRemove size={14} />,
              dangerous: true,
              run: () => setLeaving(member),
            },
          ]
        : undefined,
    [t, writes],
  );
  const close = (): void => {
    if (list.open !== null) list.show(null);
  };
  return (
    <ListWithDetail
      list={list}
      title={(member) => member.name}
      detail={(member) => <MemberDetail member={member} onRemove={() => setLeaving(member)} />}
    >
      <DataList
        list={list}
        label={t('nav.members')}
        failed={t('members.failed')}
        nameOf={(member) => member.name}
        empty={{ title: t('members.empty'), text: t('members.emptyText') }}
        filters={
          <FilterSelect
            list={list}
            name="role"
            label={t('members.role')}
            choices={roles.map((role) => ({ value: role, label: t(`role.${role}`) }))}
          />
        }
        opens
        columns={columns}
        actions={actions}
        bulk={bulk}
      />
      <RemoveMember member={leaving} onClose={() => setLeaving(null)} onRemoved={close} />
    </ListWithDetail>
  );
};
