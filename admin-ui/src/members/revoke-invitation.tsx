import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import { useCache, useWrite } from '../api/queries.tsx';
import type { Invitation } from '../api/shapes.ts';
import { AskOnce } from '../form/ask-once.tsx';
import { useT } from '../messages/messages-context.tsx';
import { useNotices } from '../show/notices.tsx';

interface RevokeProps {
  readonly invitation: Invitation | null;
  onClose(): void;
}

export const RevokeInvitation = ({ invitation, onClose }: RevokeProps) => {
  const t = useT();
  const { client, key } = useHub();
  const cache = useCache();
  const notices = useNotices();
  const revoke = useWrite((invitationId: string) =>
    answer(client.DELETE('/api/invitations/{invitationId}', { params: { path: { invitationId } } })),
  );
  const email = invitation?.email ?? '';
  const confirm = (): void => {
    if (invitation === null) return;
    revoke.run(invitation.id).then(
      () => {
        cache.expire(key('invitations'));
        notices.done(t('invitations.wasRevoked', { email }));
        onClose();
      },
      () => undefined,
    );
  };
  return (
    <AskOnce
      opened={invitation !== null}
      title={t('invitations.revokeTitle')}
      action={t('invitations.revoke')}
      busy={revoke.busy}
      problem={revoke.problem}
      onConfirm={confirm}
      onClose={onClose}
    >
      {t('invitations.revokeText', { email })}
    </AskOnce>
  );
};
