import { useMemo } from 'react';
import type { Invitation } from '../api/shapes.ts';
import type { Column } from '../list/columns.ts';
import { useT } from '../messages/messages-context.tsx';
import { StateMark, type Tone } from '../show/state-mark.tsx';
import { RelativeTime } from '../show/time.tsx';

const tones: Readonly<Record<Invitation['state'], Tone>> = {
  open: 'waiting',
  accepted: 'success',
  revoked: 'quiet',
  expired: 'quiet',
};

export const useInvitationColumns = (): readonly Column<Invitation>[] => {
  const t = useT();
  return useMemo<readonly Column<Invitation>[]>(
    () => [
      { name: 'email', header: t('members.email'), sort: 'email', render: ({ email }) => email },
      { name: 'role', header: t('members.role'), width: '120px', render: ({ role }) => t(`role.${role}`) },
      {
        name: 'state',
        header: t('invitations.state'),
        width: '128px',
        render: ({ state }) => <StateMark tone={tones[state]}>{t(`invitations.${state}`)}</StateMark>,
      },
      {
        name: 'created',
        header: t('invitations.created'),
        sort: 'createdAt',
        width: '136px',
        render: ({ createdAt }) => <RelativeTime at={createdAt} />,
      },
      {
        name: 'expires',
        header: t('invitations.expires'),
        sort: 'expiresAt',
        width: '136px',
        render: ({ expiresAt }) => <RelativeTime at={expiresAt} />,
      },
    ],
    [t],
  );
};
