import { setTimeout as pause } from 'node:timers/promises';
import { HubError, isHubError } from '../../core/errors.ts';
import type { JobHandler } from '../../core/ports.ts';
import { delayAfter, type Backoff } from '../backoff.ts';
import { failureText } from '../failure-text.ts';
import type { ClaimedJob, Outcome } from './store-work.ts';

export interface JobDefinition {
  readonly handle: JobHandler;
  /** How many of this name one process runs at the same time. */
  readonly concurrency?: number;
  readonly maxAttempts?: number;
  readonly timeoutMs?: number;
  readonly backoff?: Backoff;
}

export const jobDefaults = {
  concurrency: 20,
  maxAttempts: 10,
  timeoutMs: 5 * 60_000,
  backoff: { firstMs: 1_000, maxMs: 10 * 60_000 },
} as const;

/** A handler that was told to stop and does not is left to itself after this time. */
const graceMs = 2_000;

/**
 * Runs one claimed job and says how it ended. Null when the lease was lost: then the job belongs to somebody else and
 * nothing is to be written.
 */
export const runOne = async (
  job: ClaimedJob,
  definition: JobDefinition,
  cancel: AbortController,
): Promise<Outcome | null> => {
  const timeoutMs = definition.timeoutMs ?? jobDefaults.timeoutMs;
  const timer = setTimeout(
    () => cancel.abort(new HubError('job_timeout', `The job took longer than ${timeoutMs} ms.`)),
    timeoutMs,
  );
  const deserted = new AbortController();
  const base = { jobId: job.jobId, fence: job.fence, error: null, delayMs: 0 };
  try {
    await Promise.race([
      definition.handle(
        {
          id: job.jobId,
          name: job.name,
          payload: job.payload,
          spaceId: job.spaceId,
          attempt: job.attempts,
        },
        cancel.signal,
      ),
      graceOver(cancel.signal, deserted.signal),
    ]);
    return { ...base, state: 'done' };
  } catch (thrown) {
    const reason: unknown = cancel.signal.aborted ? cancel.signal.reason : thrown;
    if (isHubError(reason, 'lease_lost')) return null;
    if (cancel.signal.aborted && isHubError(reason, 'shutting_down')) return { ...base, state: 'ready' };
    return { ...base, ...failed(job, definition, reason) };
  } finally {
    clearTimeout(timer);
    deserted.abort();
  }
};

const graceOver = async (cancelled: AbortSignal, deserted: AbortSignal): Promise<never> => {
  await new Promise<void>((resolve) => {
    if (cancelled.aborted) resolve();
    else cancelled.addEventListener('abort', () => resolve(), { once: true });
  });
  await pause(graceMs, undefined, { signal: deserted, ref: false }).catch(() => undefined);
  throw cancelled.reason;
};

/** The table of errors says whether another try makes sense; an error that is not ours might be anything, so it does. */
const failed = (
  job: ClaimedJob,
  definition: JobDefinition,
  reason: unknown,
): Pick<Outcome, 'state' | 'error' | 'delayMs'> => {
  const error = failureText(reason);
  const hopeless = isHubError(reason) && !reason.retryable;
  if (hopeless || job.attempts >= (definition.maxAttempts ?? jobDefaults.maxAttempts)) {
    return { state: 'dead', error, delayMs: 0 };
  }
  const delay = delayAfter(job.attempts, definition.backoff ?? jobDefaults.backoff, Math.random());
  const asked = isHubError(reason) ? (reason.retryAfter ?? 0) * 1000 : 0;
  return { state: 'waiting', error, delayMs: Math.max(delay, asked) };
};
