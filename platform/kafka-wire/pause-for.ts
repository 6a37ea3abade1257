import { setTimeout as pause } from 'node:timers/promises';
import { HubError } from '../../core/errors.ts';

export const pauseFor = async (ms: number, signal: AbortSignal): Promise<void> => {
  try {
    await pause(ms, undefined, { signal });
  } catch (cause) {
    throw new HubError('cancelled', 'The call to Kafka was cancelled.', { cause });
  }
};
