import { useMemo, useState, type ReactNode } from 'react';
import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import type { Invitation } from '../api/shapes.ts';
import { DataList } from '../list/data-list.tsx';
import { FilterSelect } from '../list/filter-select.tsx';
import { knownFilter } from '../list/known-filter.ts';
import { subjectsOf } from '../list/subjects-of.ts';
import { useList } from '../list/use-list.ts';
import { IconRevoke } from '../look/icons.ts';
import { useT } from '../messages/messages-context.tsx';
import { useMay } from '../session/me.ts';
import { useInvitationBulk } from './use-invitation-bulk.tsx';
import { useInvitationColumns } from './invitation-columns.tsx';
import { RevokeInvitation } from './revoke-invitation.tsx';

const states = ['open', 'accepted', 'revoked', 'expired'] as const;

export const InvitationList = (props: { readonly invite: ReactNode }) => {
  const t = useT();
  const may = useMay();
  const { client } = useHub();
  const [leaving, setLeaving] = useState<Invitation | null>(null);
  const list = useList({
    noun: 'invitations',
    filters: ['state'],
    sorts: ['email', 'createdAt', 'expiresAt'],
    id: (invitation: Invitation) => invitation.id,
    read: ({ state, ...query }, signal) =>
      answer(
        client.GET('/api/invitations', {
          signal,
          params: { query: { ...query, ...knownFilter('state', states, state) } },
        }),
      ),
    grownBy: subjectsOf('member.invited'),
  });
  const columns = useInvitationColumns();
  const bulk = useInvitationBulk();
  const writes = may('members.write');
  const actions = useMemo(
    () =>
      writes
        ? (invitation: Invitation) =>
            invitation.state === 'open'
              ? [
                  {
                    label: t('invitations.revoke'),
                    icon: <IconRevoke size={14} />,
                    dangerous: true,
                    run: () => setLeaving(invitation),
                  },
                ]
              : []
        : undefined,
    [t, writes],
  );
  return (
    <>
      <DataList
        list={list}
        label={t('invitations.tab')}
        failed={t('invitations.failed')}
        nameOf={(invitation) => invitation.email}
        empty={{ title: t('invitations.empty'), text: t('invitations.emptyText'), action: props.invite }}
        filters={
          <FilterSelect
            list={list}
            name="state"
            label={t('invitations.state')}
            choices={states.map((state) => ({ value: state, label: t(`invitations.${state}`) }))}
          />
        }
        columns={columns}
        actions={actions}
        bulk={bulk}
      />
      <RevokeInvitation invitation={leaving} onClose={() => setLeaving(null)} />
    </>
  );
};
