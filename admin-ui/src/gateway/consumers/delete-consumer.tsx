import { answer } from '../../api/hub-client.ts';
import { useHub } from '../../api/hub-context.tsx';
import { useCache, useWrite } from '../../api/queries.tsx';
import type { Consumer } from '../../api/shapes.ts';
import { AskOnce } from '../../form/ask-once.tsx';
import { useT } from '../../messages/messages-context.tsx';
import { useNotices } from '../../show/notices.tsx';
import { RelativeTime } from '../../show/time.tsx';

interface DeleteProps {
  readonly consumer: Consumer;
  onDeleted(): void;
  onClose(): void;
}

export const DeleteConsumer = ({ consumer, onDeleted, onClose }: DeleteProps) => {
  const t = useT();
  const { client, key } = useHub();
  const cache = useCache();
  const notices = useNotices();
  const { id: consumerId, name, credentials, lastUsedAt } = consumer;
  const remove = useWrite(() =>
    answer(client.DELETE('/api/consumers/{consumerId}', { params: { path: { consumerId } } })),
  );
  const confirm = (): void => {
    remove.run(undefined).then(
      () => {
        notices.done(t('consumers.deleted', { name }));
        onClose();
        onDeleted();
        cache.expire(key('consumers'));
      },
      () => undefined,
    );
  };
  return (
    <AskOnce
      opened
      title={t('consumers.deleteTitle', { name })}
      action={t('consumers.delete')}
      busy={remove.busy}
      problem={remove.problem}
      typed={{ expected: name, label: t('connectors.typeName', { name }) }}
      onConfirm={confirm}
      onClose={onClose}
    >
      <p>{t('consumers.deleteText', { count: credentials })}</p>
      <p className="muted">
        {t('consumers.lastUsed')}: <RelativeTime at={lastUsedAt} never={t('never')} />
      </p>
    </AskOnce>
  );
};
