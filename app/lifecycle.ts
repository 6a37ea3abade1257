import { HubError } from '../core/errors.ts';
import type { Log, Running } from '../core/ports.ts';

export interface Lifecycle {
  /** Starts a part and remembers to stop it; refuses when a stop has begun. */
  start<Part extends Running>(name: string, start: () => Promise<Part>): Promise<Part>;
  /** Stops what was started, last first; a part that fails to stop does not keep the others from it. */
  stop(): Promise<void>;
}

/** Start and stop may race: a stop that comes in the middle of a start also stops the part that was just starting. */
export const openLifecycle = (log: Log): Lifecycle => {
  const parts: { readonly name: string; readonly part: Running }[] = [];
  let starting: Promise<unknown> = Promise.resolve();
  let stopping: Promise<void> | undefined;

  const stopAll = async (): Promise<void> => {
    await starting.catch(() => undefined);
    for (const { name, part } of parts.reverse()) {
      try {
        await part.stop();
        log.debug('stopped', { part: name });
      } catch (error) {
        log.error('a part could not be stopped', { part: name, error });
      }
    }
  };

  return {
    start: async (name, start) => {
      if (stopping !== undefined)
        throw new HubError('shutting_down', `The hub is stopping; ${name} is not started.`);
      const started = start();
      starting = started;
      const part = await started;
      parts.push({ name, part });
      log.debug('started', { part: name });
      return part;
    },
    stop: () => (stopping ??= stopAll()),
  };
};
