import { useMessages } from '../messages/messages-context.tsx';
import { shortTime } from '../show/relative-time.ts';
import type { WaitFact } from './task-facts.ts';

/** What a task waits for, in a sentence. */
export const useWaitText = (): ((wait: WaitFact | null) => string | null) => {
  const { t, language } = useMessages();
  return (wait) => {
    if (wait === null) return null;
    if (wait.kind !== 'event') {
      return wait.dueAt === null
        ? null
        : t('runs.waitsUntil', { time: shortTime(language, Date.parse(wait.dueAt)) });
    }
    const types = [...new Set(wait.eventTypes)];
    return types.length === 0 ? t('runs.forAnyEvent') : t('runs.forEvent', { types: types.join(', ') });
  };
};
