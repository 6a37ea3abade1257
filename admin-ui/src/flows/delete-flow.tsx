import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import { useCache, useRead, useWrite } from '../api/queries.tsx';
import { WhatIsLost } from '../connectors/what-is-lost.tsx';
import { AskOnce } from '../form/ask-once.tsx';
import { useT } from '../messages/messages-context.tsx';
import { useNotices } from '../show/notices.tsx';

interface DeleteProps {
  readonly name: string;
  readonly opened: boolean;
  onDeleted(): void;
  onClose(): void;
}

export const DeleteFlow = ({ name, opened, onDeleted, onClose }: DeleteProps) => {
  const t = useT();
  const { client, key } = useHub();
  const cache = useCache();
  const notices = useNotices();
  const remove = useWrite(() => answer(client.DELETE('/api/flows/{name}', { params: { path: { name } } })));
  const uses = useRead(
    key('flows', 'uses', name),
    async (signal) => {
      const params = { path: { name } };
      const { toolsets } = await answer(client.GET('/api/flows/{name}', { signal, params }));
      return { flows: [], toolsets };
    },
    { enabled: opened, fresh: true },
  );
  const confirm = (): void => {
    remove.run(undefined).then(
      () => {
        notices.done(t('flows.deleted', { name }));
        onClose();
        onDeleted();
        cache.expire(key('flows'));
      },
      () => undefined,
    );
  };
  return (
    <AskOnce
      opened={opened}
      title={t('flows.deleteTitle', { name })}
      action={t('flows.delete')}
      busy={remove.busy}
      problem={remove.problem}
      typed={{ expected: name, label: t('connectors.typeName', { name }) }}
      onConfirm={confirm}
      onClose={onClose}
    >
      <p>{t('flows.deleteText')}</p>
      <WhatIsLost read={uses} />
    </AskOnce>
  );
};
