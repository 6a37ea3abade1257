import { setTimeout as sleep } from 'node:timers/promises';
import { HubError } from '../../core/errors.ts';

/** Waits, unless the caller goes away. */
export const pause = async (ms: number, signal: AbortSignal): Promise<void> => {
  try {
    await sleep(ms, undefined, { signal });
  } catch (cause) {
    throw new HubError('cancelled', 'The call was cancelled while it waited.', { cause });
  }
};
