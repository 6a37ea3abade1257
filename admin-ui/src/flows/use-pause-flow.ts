import { useCallback } from 'react';
import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import { useCache } from '../api/queries.tsx';
import type { Flow } from '../api/shapes.ts';
import { useT } from '../messages/messages-context.tsx';
import { useNotices } from '../show/notices.tsx';

/** Stops the triggers of a flow, or lets them start runs again; both can be undone. */
export const usePauseFlow = (): ((flow: Flow) => void) => {
  const t = useT();
  const { client, key } = useHub();
  const cache = useCache();
  const notices = useNotices();
  return useCallback(
    ({ name, state }: Flow) => {
      const params = { params: { path: { name } } };
      const set = async (next: Flow['state']): Promise<void> => {
        await answer(
          next === 'paused'
            ? client.POST('/api/flows/{name}/pause', params)
            : client.POST('/api/flows/{name}/resume', params),
        );
        cache.expire(key('flows'));
      };
      const failed = (error: unknown): void => notices.failed(t('ask.failed'), error);
      const next = state === 'active' ? 'paused' : 'active';
      set(next).then(
        () =>
          notices.done(t(next === 'paused' ? 'flows.wasPaused' : 'flows.wasResumed', { name }), () => {
            set(state).catch(failed);
          }),
        failed,
      );
    },
    [t, client, key, cache, notices],
  );
};
