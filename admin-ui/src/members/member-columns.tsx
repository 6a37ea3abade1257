import { useMemo } from 'react';
import type { Member } from '../api/shapes.ts';
import type { Column } from '../list/columns.ts';
import { useT } from '../messages/messages-context.tsx';
import { useMe } from '../session/me.ts';
import { StateMark } from '../show/state-mark.tsx';
import { RelativeTime } from '../show/time.tsx';
import { RoleSelect } from './role-select.tsx';

export const useMemberColumns = (): readonly Column<Member>[] => {
  const t = useT();
  const me = useMe().data?.user.id;
  return useMemo<readonly Column<Member>[]>(
    () => [
      {
        name: 'name',
        header: t('members.name'),
        sort: 'name',
        render: (member) => (
          <>
            {member.name}
            {member.id === me && <span className="muted"> {t('members.you')}</span>}
          </>
        ),
      },
      {
        name: 'email',
        minor: true,
        header: t('members.email'),
        sort: 'email',
        width: '28%',
        render: (member) => member.email ?? <span className="muted">–</span>,
      },
      {
        name: 'role',
        header: t('members.role'),
        sort: 'role',
        width: '152px',
        render: (member) => <RoleSelect member={member} />,
      },
      {
        name: 'state',
        minor: true,
        header: t('members.state'),
        width: '120px',
        render: (member) =>
          member.disabled ? (
            <StateMark tone="quiet">{t('members.disabled')}</StateMark>
          ) : (
            <StateMark tone="success">{t('members.active')}</StateMark>
          ),
      },
      {
        name: 'seen',
        header: t('members.seen'),
        sort: 'lastSeenAt',
        width: '136px',
        render: (member) => <RelativeTime at={member.lastSeenAt} never={t('never')} />,
      },
    ],
    [t, me],
  );
};
