import { useCallback } from 'react';
import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import { useCache } from '../api/queries.tsx';
import type { Poller } from '../api/shapes.ts';
import { useT } from '../messages/messages-context.tsx';
import { useNotices } from '../show/notices.tsx';

/** Pauses an endpoint, or lets it take webpollers again; both can be undone. */
export const usePausePoller = (): ((poller: Poller) => void) => {
  const t = useT();
  const { client, key } = useHub();
  const cache = useCache();
  const notices = useNotices();
  return useCallback(
    ({ id: pollerId, name, state: before }: Poller) => {
      const set = async (state: 'active' | 'paused'): Promise<void> => {
        await answer(
          client.PATCH('/api/pollers/{pollerId}', { params: { path: { pollerId } }, body: { state } }),
        );
        cache.expire(key('pollers'));
      };
      const failed = (error: unknown): void => notices.failed(t('connections.actionFailed'), error);
      const next = before === 'paused' ? 'active' : 'paused';
      set(next).then(
        () =>
          notices.done(t(next === 'paused' ? 'pollers.wasPaused' : 'pollers.wasResumed', { name }), () => {
            set(before === 'paused' ? 'paused' : 'active').catch(failed);
          }),
        failed,
      );
    },
    [t, client, key, cache, notices],
  );
};
