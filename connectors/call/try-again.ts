import { isHubError, type HubError } from '../../core/errors.ts';
import { delayAfter } from '../../platform/backoff.ts';
import type { ConnectorSettings } from '../settings.ts';
import { pause } from './pause.ts';

export interface Trial {
  readonly settings: ConnectorSettings['retry'];
  /** Doing it twice is as good as doing it once. */
  readonly repeatable: boolean;
  readonly signal: AbortSignal;
  readonly chance: () => number;
}

const usual = {
  attempts: 3,
  statuses: [408, 425, 429, 502, 503, 504],
  firstDelayMs: 250,
  maxDelayMs: 10_000,
  unsafe: false,
};
/** Whoever asks for a longer pause is not waited for: the caller learns when to come back. */
const longestWaitMs = 30_000;

/** Repeats what failed for reasons that pass, with growing pauses. */
export const withRetries = async <T>(trial: Trial, attempt: () => Promise<T>): Promise<T> => {
  const settings = trial.settings ?? usual;
  for (let number = 1; ; number++) {
    try {
      return await attempt();
    } catch (error) {
      if (number >= settings.attempts || !isHubError(error) || !mayRepeat(error, trial, settings))
        throw error;
      const asked = error.retryAfter === undefined ? 0 : error.retryAfter * 1_000;
      if (asked > longestWaitMs) throw error;
      const own = delayAfter(
        number,
        { firstMs: settings.firstDelayMs, maxMs: settings.maxDelayMs },
        trial.chance(),
      );
      await pause(Math.max(asked, own), trial.signal);
    }
  }
};

const mayRepeat = (error: HubError, trial: Trial, settings: NonNullable<Trial['settings']>): boolean => {
  const { status } = error.details;
  if (typeof status === 'number') {
    if (!settings.statuses.includes(status)) return false;
    // 429 and 425 say that nothing was done.
    return trial.repeatable || settings.unsafe || status === 429 || status === 425;
  }
  const neverSent = error.details['sent'] === false;
  return (
    (error.code === 'egress_failed' || error.code === 'egress_timeout') &&
    (trial.repeatable || settings.unsafe || neverSent)
  );
};
