import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import { useCache, useWrite } from '../api/queries.tsx';
import type { Member } from '../api/shapes.ts';
import { AskOnce } from '../form/ask-once.tsx';
import { useT } from '../messages/messages-context.tsx';
import { useNotices } from '../show/notices.tsx';

interface RemoveProps {
  readonly member: Member | null;
  onClose(): void;
  onRemoved(): void;
}

/** Takes effect at once, for whoever is removed must be out now: so it is asked before, not undone after. */
export const RemoveMember = ({ member, onClose, onRemoved }: RemoveProps) => {
  const t = useT();
  const { client, key } = useHub();
  const cache = useCache();
  const notices = useNotices();
  const remove = useWrite((userId: string) =>
    answer(client.DELETE('/api/members/{userId}', { params: { path: { userId } } })),
  );
  const name = member?.name ?? '';
  const confirm = (): void => {
    if (member === null) return;
    remove.run(member.id).then(
      () => {
        cache.expire(key('members'));
        notices.done(t('members.removed', { name }));
        onRemoved();
        onClose();
      },
      () => undefined,
    );
  };
  return (
    <AskOnce
      opened={member !== null}
      title={t('members.removeTitle', { name })}
      action={t('members.remove')}
      busy={remove.busy}
      problem={remove.problem}
      onConfirm={confirm}
      onClose={onClose}
    >
      {t('members.removeText', { name })}
    </AskOnce>
  );
};
