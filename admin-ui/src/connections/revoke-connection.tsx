import { Button } from '@mantine/core';
import { useState } from 'react';
import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import { useCache, useWrite } from '../api/queries.tsx';
import type { Connection } from '../api/shapes.ts';
import { AskOnce } from '../form/ask-once.tsx';
import { useT } from '../messages/messages-context.tsx';
import { useNotices } from '../show/notices.tsx';

/** Destroys the credentials: it cannot be undone, only done anew. */
export const RevokeConnection = ({ connection }: { readonly connection: Connection }) => {
  const t = useT();
  const { client, key } = useHub();
  const cache = useCache();
  const notices = useNotices();
  const [asking, setAsking] = useState(false);
  const { id: connectionId, name } = connection;
  const revoke = useWrite(() =>
    answer(client.POST('/api/connections/{connectionId}/revoke', { params: { path: { connectionId } } })),
  );
  const confirm = (): void => {
    revoke.run(undefined).then(
      ({ atProvider }) => {
        cache.expire(key('connections'));
        notices.done(t(atProvider ? 'connections.revokedThere' : 'connections.revokedHere', { name }));
        setAsking(false);
      },
      () => undefined,
    );
  };
  return (
    <>
      <Button size="xs" variant="default" onClick={() => setAsking(true)}>
        {t('connections.revoke')}
      </Button>
      <AskOnce
        opened={asking}
        title={t('connections.revokeTitle', { name })}
        action={t('connections.revoke')}
        busy={revoke.busy}
        problem={revoke.problem}
        onConfirm={confirm}
        onClose={() => setAsking(false)}
      >
        {t('connections.revokeText')}
      </AskOnce>
    </>
  );
};
