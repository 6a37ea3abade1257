import { HubError } from '../../core/errors.ts';

/** Lets others have their turn; throws when nobody waits for this any more. */
export const breathe = async (signal: AbortSignal | undefined): Promise<void> => {
  await new Promise(setImmediate);
  if (signal?.aborted !== true) return;
  if (signal.reason instanceof DOMException && signal.reason.name === 'TimeoutError')
    throw new HubError('job_timeout', 'This took too long, and was given up. Ask for less at a time.');
  throw new HubError('cancelled', 'Nobody waits for this any more.');
};
