import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import { useCache, useWrite } from '../api/queries.tsx';
import type { Connection } from '../api/shapes.ts';
import { WhatIsLost } from '../connectors/what-is-lost.tsx';
import { AskOnce } from '../form/ask-once.tsx';
import { useT } from '../messages/messages-context.tsx';
import { useNotices } from '../show/notices.tsx';
import { useConnectionUses } from './use-connection-uses.ts';

interface DeleteProps {
  readonly connection: Connection | null;
  onDeleted(id: string): void;
  onClose(): void;
}

export const DeleteConnection = ({ connection, onDeleted, onClose }: DeleteProps) => {
  const t = useT();
  const { client, key } = useHub();
  const cache = useCache();
  const notices = useNotices();
  const remove = useWrite((connectionId: string) =>
    answer(client.DELETE('/api/connections/{connectionId}', { params: { path: { connectionId } } })),
  );
  const name = connection?.name ?? '';
  const uses = useConnectionUses(connection?.id ?? null);
  const confirm = (): void => {
    if (connection === null) return;
    remove.run(connection.id).then(
      () => {
        cache.expire(key('connections'));
        notices.done(t('connections.deleted', { name }));
        onClose();
        onDeleted(connection.id);
      },
      () => undefined,
    );
  };
  return (
    <AskOnce
      opened={connection !== null}
      title={t('connections.deleteTitle', { name })}
      action={t('connections.delete')}
      busy={remove.busy}
      problem={remove.problem}
      onConfirm={confirm}
      onClose={onClose}
    >
      <p>{t('connections.deleteText')}</p>
      <WhatIsLost read={uses} />
    </AskOnce>
  );
};
