import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import { useCache, useWrite } from '../api/queries.tsx';
import { AskOnce } from '../form/ask-once.tsx';
import { useT } from '../messages/messages-context.tsx';
import { useNotices } from '../show/notices.tsx';

interface DeleteProps {
  readonly name: string;
  onDeleted(): void;
  onClose(): void;
}

export const DeleteToolset = ({ name, onDeleted, onClose }: DeleteProps) => {
  const t = useT();
  const { client, key } = useHub();
  const cache = useCache();
  const notices = useNotices();
  const remove = useWrite(() =>
    answer(client.DELETE('/api/toolsets/{name}', { params: { path: { name } } })),
  );
  const confirm = (): void => {
    remove.run(undefined).then(
      () => {
        notices.done(t('toolsets.deleted', { name }));
        onClose();
        onDeleted();
        cache.expire(key('toolsets'));
      },
      () => undefined,
    );
  };
  return (
    <AskOnce
      opened
      title={t('toolsets.deleteTitle', { name })}
      action={t('toolsets.delete')}
      busy={remove.busy}
      problem={remove.problem}
      typed={{ expected: name, label: t('connectors.typeName', { name }) }}
      onConfirm={confirm}
      onClose={onClose}
    >
      {t('toolsets.deleteText')}
    </AskOnce>
  );
};
