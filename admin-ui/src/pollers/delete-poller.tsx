import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import { useCache, useWrite } from '../api/queries.tsx';
import type { Poller } from '../api/shapes.ts';
import { AskOnce } from '../form/ask-once.tsx';
import { useT } from '../messages/messages-context.tsx';
import { useNotices } from '../show/notices.tsx';

interface DeleteProps {
  readonly poller: Poller | null;
  onDeleted(id: string): void;
  onClose(): void;
}

export const DeletePoller = ({ poller, onDeleted, onClose }: DeleteProps) => {
  const t = useT();
  const { client, key } = useHub();
  const cache = useCache();
  const notices = useNotices();
  const remove = useWrite((pollerId: string) =>
    answer(client.DELETE('/api/pollers/{pollerId}', { params: { path: { pollerId } } })),
  );
  const name = poller?.name ?? '';
  const confirm = (): void => {
    if (poller === null) return;
    remove.run(poller.id).then(
      () => {
        onDeleted(poller.id);
        cache.expire(key('pollers'));
        notices.done(t('connections.deleted', { name }));
        onClose();
      },
      () => undefined,
    );
  };
  return (
    <AskOnce
      opened={poller !== null}
      title={t('connections.deleteTitle', { name })}
      action={t('pollers.delete')}
      busy={remove.busy}
      problem={remove.problem}
      onConfirm={confirm}
      onClose={onClose}
    >
      {t('pollers.deleteText')}
    </AskOnce>
  );
};
