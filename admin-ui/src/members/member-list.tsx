import { useMemo, useState } from 'react';
import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import type { Member } from '../api/shapes.ts';
import { DataList } from '../list/data-list.tsx';
import { FilterSelect } from '../list/filter-select.tsx';
import { knownFilter } from '../list/known-filter.ts';
import { ListWithDetail } from '../list/list-with-detail.tsx';
import { useList } from '../list/use-list.ts';
import { IconRemove } from '../look/icons.ts';
import { useT } from '../messages/messages-context.tsx';
import { useMay } from '../session/me.ts';
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
    grownBy: 'member.joined',
  });
  const columns = useMemberColumns();
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
  const shown = list.items.find(({ id }) => id === list.open);
  const close = (): void => list.show(null);
  return (
    <ListWithDetail
      open={shown === undefined ? null : shown.id}
      title={shown?.name ?? ''}
      detail={shown !== undefined && <MemberDetail member={shown} onRemove={() => setLeaving(shown)} />}
      onClose={close}
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
      />
      <RemoveMember member={leaving} onClose={() => setLeaving(null)} onRemoved={close} />
    </ListWithDetail>
  );
};
