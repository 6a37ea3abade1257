import { useCallback } from 'react';
import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import { useCache } from '../api/queries.tsx';
import type { Hook } from '../api/shapes.ts';
import { useT } from '../messages/messages-context.tsx';
import { useNotices } from '../show/notices.tsx';

/** Pauses an endpoint, or lets it take webhooks again; both can be undone. */
export const usePauseHook = (): ((hook: Hook) => void) => {
  const t = useT();
  const { client, key } = useHub();
  const cache = useCache();
  const notices = useNotices();
  return useCallback(
    ({ id: endpointId, name, state: before }: Hook) => {
      const set = async (state: Hook['state']): Promise<void> => {
        await answer(
          client.PATCH('/api/hooks/{endpointId}', { params: { path: { endpointId } }, body: { state } }),
        );
        cache.expire(key('hooks'));
      };
      const failed = (error: unknown): void => notices.failed(t('connections.actionFailed'), error);
      const next = before === 'active' ? 'paused' : 'active';
      set(next).then(
        () =>
          notices.done(t(next === 'paused' ? 'hooks.wasPaused' : 'hooks.wasResumed', { name }), () => {
            set(before).catch(failed);
          }),
        failed,
      );
    },
    [t, client, key, cache, notices],
  );
};
