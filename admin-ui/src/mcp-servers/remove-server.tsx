import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import { useCache, useRead, useWrite } from '../api/queries.tsx';
import { WhatIsLost } from '../connectors/what-is-lost.tsx';
import { AskOnce } from '../form/ask-once.tsx';
import { useT } from '../messages/messages-context.tsx';
import { useNotices } from '../show/notices.tsx';

interface RemoveProps {
  readonly name: string;
  onRemoved(): void;
  onClose(): void;
}

/** Says what uses its tools, before it is gone. */
export const RemoveServer = ({ name, onRemoved, onClose }: RemoveProps) => {
  const t = useT();
  const { client, key } = useHub();
  const cache = useCache();
  const notices = useNotices();
  const params = { path: { name } };
  const uses = useRead(
    key('mcp-servers', 'uses', name),
    async (signal) => {
      const { usedBy, toolsets } = await answer(client.GET('/api/mcp-servers/{name}', { signal, params }));
      return { flows: usedBy, toolsets };
    },
    { fresh: true },
  );
  const remove = useWrite(() => answer(client.DELETE('/api/mcp-servers/{name}', { params })));
  const confirm = (): void => {
    remove.run(undefined).then(
      () => {
        notices.done(t('mcpServers.removed', { name }));
        onClose();
        onRemoved();
        for (const noun of ['mcp-servers', 'connectors', 'connections', 'callables']) cache.expire(key(noun));
      },
      () => undefined,
    );
  };
  return (
    <AskOnce
      opened
      title={t('mcpServers.removeTitle', { name })}
      action={t('mcpServers.remove')}
      busy={remove.busy}
      problem={remove.problem}
      typed={{ expected: name, label: t('connectors.typeName', { name }) }}
      onConfirm={confirm}
      onClose={onClose}
    >
      <p>{t('mcpServers.removeText')}</p>
      <WhatIsLost read={uses} />
    </AskOnce>
  );
};
