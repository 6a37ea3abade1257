import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import { useCache, useWrite } from '../api/queries.tsx';
import { AskOnce } from '../form/ask-once.tsx';
import { useT } from '../messages/messages-context.tsx';
import { useNotices } from '../show/notices.tsx';

export const DeleteSecret = ({ name, onClose }: { readonly name: string; onClose(): void }) => {
  const t = useT();
  const { client, key } = useHub();
  const cache = useCache();
  const notices = useNotices();
  const remove = useWrite(() => answer(client.DELETE('/api/secrets/{name}', { params: { path: { name } } })));
  const confirm = (): void => {
    remove.run(undefined).then(
      () => {
        cache.expire(key('secrets'));
        notices.done(t('secrets.deleted', { name }));
        onClose();
      },
      () => undefined,
    );
  };
  return (
    <AskOnce
      opened
      title={t('secrets.deleteTitle', { name })}
      action={t('secrets.delete')}
      busy={remove.busy}
      problem={remove.problem}
      onConfirm={confirm}
      onClose={onClose}
    >
      {t('secrets.deleteText')}
    </AskOnce>
  );
};
