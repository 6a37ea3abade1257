import { HubError } from '../core/errors.ts';

/** Waits for what others wait for as well: who gives up leaves, and takes nobody along. */
export const awaitWith = async <T>(signal: AbortSignal, shared: Promise<T>): Promise<T> => {
  const left = Promise.withResolvers<never>();
  const leave = (): void =>
    left.reject(new HubError('cancelled', 'The call was cancelled.', { cause: signal.reason }));
  if (signal.aborted) leave();
  signal.addEventListener('abort', leave, { once: true });
  try {
    return await Promise.race([shared, left.promise]);
  } finally {
    signal.removeEventListener('abort', leave);
  }
};
