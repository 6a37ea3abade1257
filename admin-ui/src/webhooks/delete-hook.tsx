import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import { useCache, useWrite } from '../api/queries.tsx';
import type { Hook } from '../api/shapes.ts';
import { AskOnce } from '../form/ask-once.tsx';
import { useT } from '../messages/messages-context.tsx';
import { useNotices } from '../show/notices.tsx';

interface DeleteProps {
  readonly hook: Hook | null;
  onDeleted(id: string): void;
  onClose(): void;
}

export const DeleteHook = ({ hook, onDeleted, onClose }: DeleteProps) => {
  const t = useT();
  const { client, key } = useHub();
  const cache = useCache();
  const notices = useNotices();
  const remove = useWrite((endpointId: string) =>
    answer(client.DELETE('/api/hooks/{endpointId}', { params: { path: { endpointId } } })),
  );
  const name = hook?.name ?? '';
  const confirm = (): void => {
    if (hook === null) return;
    remove.run(hook.id).then(
      () => {
        onDeleted(hook.id);
        cache.expire(key('hooks'));
        notices.done(t('connections.deleted', { name }));
        onClose();
      },
      () => undefined,
    );
  };
  return (
    <AskOnce
      opened={hook !== null}
      title={t('connections.deleteTitle', { name })}
      action={t('hooks.delete')}
      busy={remove.busy}
      problem={remove.problem}
      onConfirm={confirm}
      onClose={onClose}
    >
      {t('hooks.deleteText')}
    </AskOnce>
  );
};
