import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import { useCache } from '../api/queries.tsx';
import type { Poller } from '../api/shapes.ts';
import { useT } from '../messages/messages-context.tsx';
import { useNotices } from '../show/notices.tsx';
import { entryOf, pollerChangeOf } from './entry.ts';
import { OperationFirst } from './operation-first.tsx';
import { PollerForm } from './poller-form.tsx';

interface EditProps {
  readonly poller: Poller;
  onDone(): void;
}

export const EditPoller = ({ poller, onDone }: EditProps) => {
  const t = useT();
  const { client, key } = useHub();
  const cache = useCache();
  const notices = useNotices();
  return (
    <OperationFirst
      connector={poller.connector}
      operation={poller.operation}
      form={(facts) => (
        <PollerForm
          key={facts.name}
          connector={poller.connector}
          facts={facts}
          initial={{ ...entryOf(poller), operation: facts.name }}
          action={t('save')}
          failed={t('pollers.notSaved')}
          submit={async (entry, schedule) => {
            await answer(
              client.PATCH('/api/pollers/{pollerId}', {
                params: { path: { pollerId: poller.id } },
                body: pollerChangeOf(entry, schedule),
              }),
            );
            cache.expire(key('pollers'));
            notices.done(t('connections.saved', { name: entry.name.trim() }));
            onDone();
          }}
          onCancel={onDone}
        />
      )}
    />
  );
};
