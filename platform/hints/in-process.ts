import type { Hints } from '../../core/ports.ts';
import { openTopics } from './topics.ts';

/** Hints for an installation of one process: nothing to install, nothing to lose. */
export const openInProcessHints = (): Hints => {
  const topics = openTopics();
  let open = true;
  const wake = (topic: string): void => {
    if (open) topics.wake(topic);
  };
  return {
    send: wake,
    broadcast: wake,
    on: topics.on,
    close: async () => {
      open = false;
      topics.clear();
    },
  };
};
