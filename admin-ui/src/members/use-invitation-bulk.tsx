import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import type { Invitation } from '../api/shapes.ts';
import type { BulkAction } from '../list/bulk-action.ts';
import { IconRevoke } from '../look/icons.ts';
import { useT } from '../messages/messages-context.tsx';
import { useMay } from '../session/me.ts';

export const useInvitationBulk = (): readonly BulkAction<Invitation>[] => {
  const t = useT();
  const may = useMay();
  const { client } = useHub();
  if (!may('members.write')) return [];
  return [
    {
      name: 'revoke',
      icon: <IconRevoke size={14} />,
      dangerous: true,
      label: (count) => t('invitations.revokeMany', { count }),
      done: (count) => t('invitations.manyRevoked', { count }),
      text: t('invitations.revokeManyText'),
      applies: ({ state }) => state === 'open',
      run: ({ id: invitationId }) =>
        answer(client.DELETE('/api/invitations/{invitationId}', { params: { path: { invitationId } } })),
    },
  ];
};
