import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import { useCache, useWrite } from '../api/queries.tsx';
import type { Group } from '../api/shapes.ts';
import { AskOnce } from '../form/ask-once.tsx';
import { useT } from '../messages/messages-context.tsx';
import { useNotices } from '../show/notices.tsx';

interface DeleteProps {
  readonly group: Group | null;
  onDeleted(id: string): void;
  onClose(): void;
}

export const DeleteGroup = ({ group, onDeleted, onClose }: DeleteProps) => {
  const t = useT();
  const { client, key } = useHub();
  const cache = useCache();
  const notices = useNotices();
  const remove = useWrite((name: string) =>
    answer(client.DELETE('/api/groups/{name}', { params: { path: { name } } })),
  );
  const name = group?.name ?? '';
  const confirm = (): void => {
    if (group === null) return;
    remove.run(group.id).then(
      () => {
        cache.expire(key('groups'));
        notices.done(t('groups.deleted', { name }));
        onDeleted(group.id);
        onClose();
      },
      () => undefined,
    );
  };
  return (
    <AskOnce
      opened={group !== null}
      title={t('groups.deleteTitle', { name })}
      action={t('groups.delete')}
      busy={remove.busy}
      problem={remove.problem}
      typed={{ expected: name, label: t('connectors.typeName', { name }) }}
      onConfirm={confirm}
      onClose={onClose}
    >
      {t('groups.deleteText')}
    </AskOnce>
  );
};
