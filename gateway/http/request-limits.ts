import type { ServerResponse } from 'node:http';
import { callerId, type Caller } from '../../core/caller.ts';
import { HubError } from '../../core/errors.ts';
import type { LimitVerdict, RateLimiter } from '../../core/ports.ts';
import { addressBlock } from './origin.ts';

export interface RequestLimits {
  /** Counts one request; throws rate_limited with the time to wait. */
  check(caller: Caller, address: string, response: ServerResponse): Promise<void>;
}

const windowMs = 60_000;
/** A space as a whole may do this many times what one of its callers may. */
const spaceFactor = 10;

export const openRequestLimits = (limiter: RateLimiter, perMinute: number): RequestLimits => {
  if (perMinute === 0) return { check: async () => undefined };
  return {
    check: async (caller, address, response) => {
      const own =
        caller.kind === 'nobody'
          ? await limiter.take(`ip:${addressBlock(address)}`, { max: perMinute, windowMs })
          : await limiter.take(`caller:${callerId(caller)}`, { max: perMinute, windowMs });
      response.setHeader('ratelimit-limit', own.limit);
      response.setHeader('ratelimit-reset', Math.ceil(own.resetMs / 1000));
      refuse(own, caller.kind === 'nobody' ? 'from this address' : 'from this caller');
      if (caller.spaceId !== null) {
        refuse(
          await limiter.take(`space:${caller.spaceId}`, { max: perMinute * spaceFactor, windowMs }),
          'in this space',
        );
      }
    },
  };
};

const refuse = (verdict: LimitVerdict, whose: string): void => {
  if (verdict.allowed) return;
  const seconds = Math.max(1, Math.ceil(verdict.resetMs / 1000));
  throw new HubError(
    'rate_limited',
    `More than ${verdict.limit} requests a minute ${whose}. Try again in ${seconds} seconds.`,
    {
      retryAfter: seconds,
    },
  );
};
