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

/** The hub refuses it, and names the flows, while any of them needs it. */
export const DeleteVariable = ({ name, onDeleted, onClose }: DeleteProps) => {
  const t = useT();
  const { client, key } = useHub();
  const cache = useCache();
  const notices = useNotices();
  const remove = useWrite(() =>
    answer(client.DELETE('/api/variables/{variable}', { params: { path: { variable: name } } })),
  );
  const confirm = (): void => {
    remove.run(undefined).then(
      () => {
        cache.expire(key('variables'));
        notices.done(t('variables.deleted', { name }));
        onDeleted();
      },
      () => undefined,
    );
  };
  return (
    <AskOnce
      opened
      title={t('variables.deleteTitle', { name })}
      action={t('variables.delete')}
      busy={remove.busy}
      problem={remove.problem}
      onConfirm={confirm}
      onClose={onClose}
    >
      {t('variables.deleteText')}
    </AskOnce>
  );
};
