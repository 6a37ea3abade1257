import { HubError } from '../../core/errors.ts';
import type { Limit, RateLimiter } from '../../core/ports.ts';
import type { ConnectorSettings } from '../settings.ts';
import { pause } from './pause.ts';

export interface Turn {
  readonly limiter: RateLimiter;
  /** What the limit is shared by: all calls of one connection, over all processes. */
  readonly key: string;
  readonly signal: AbortSignal;
}

/** Waits until the limits of the connector let a call through; gives up when that would take too long. */
export const takeTurn = async (limits: ConnectorSettings['limits'], turn: Turn): Promise<void> => {
  if (limits === undefined) return;
  let left = limits.waitSeconds * 1_000;
  for (const [name, limit] of limitsOf(limits)) {
    for (;;) {
      const verdict = await turn.limiter.take(`call ${name} ${turn.key}`, limit);
      if (verdict.allowed) break;
      const wait = Math.max(verdict.resetMs, 5);
      if (wait > left)
        throw new HubError(
          'rate_limited',
          `The limit of this connector (${limit.max} calls in ${limit.windowMs / 1000} s) is used up, and its turn would not come within ${limits.waitSeconds} s.`,
          { retryAfter: Math.ceil(wait / 1_000) },
        );
      left -= wait;
      await pause(wait, turn.signal);
    }
  }
};

const limitsOf = (limits: NonNullable<ConnectorSettings['limits']>): [string, Limit][] => [
  ...(limits.perSecond === undefined
    ? []
    : [['second', { max: limits.perSecond, windowMs: 1_000 }] satisfies [string, Limit]]),
  ...(limits.perMinute === undefined
    ? []
    : [['minute', { max: limits.perMinute, windowMs: 60_000 }] satisfies [string, Limit]]),
];
