import { Session } from 'node:inspector/promises';
import type { Log } from '../core/ports.ts';

const afterMs = 5_000;

/**
 * Once, a while after the start: what only the start needed is given back, a quarter of the memory of an idle hub. V8 would
 * keep it until something else needs room; only its own inspector can be asked for this.
 */
export const giveBackSoon = (log: Log): void => {
  const timer = setTimeout(() => {
    const session = new Session();
    session.connect();
    session
      .post('HeapProfiler.collectGarbage')
      .catch((error: unknown) => log.debug('memory of the start is kept', { error }))
      .finally(() => session.disconnect());
  }, afterMs);
  timer.unref();
};
