import { keepNewest } from '../../../core/keep-newest.ts';
import type { Clock, Limit, RateLimiter } from '../../../core/ports.ts';
import { addressBlock } from '../../http/origin.ts';

export interface Guesses {
  shutFor(spaceId: string, client: string): number;
  wrong(spaceId: string, client: string): Promise<number>;
}

/** From one address in one space: programs with an old key ask often, a list of keys is longer. */
const fromOneAddress: Limit = { max: 100, windowMs: 60_000 };
const mostAddresses = 20_000;

/** Who has shown too much that was wrong is not listened to for a while. */
export const openGuesses = ({
  limiter,
  clock,
}: {
  readonly limiter: RateLimiter;
  readonly clock: Pick<Clock, 'monotonic'>;
}): Guesses => {
  const shutUntil = new Map<string, number>();
  const keyOf = (spaceId: string, client: string): string => `${spaceId}:${addressBlock(client)}`;

  const leftOf = (key: string): number => {
    const leftMs = (shutUntil.get(key) ?? 0) - clock.monotonic();
    if (leftMs > 0) return Math.ceil(leftMs / 1_000);
    shutUntil.delete(key);
    return 0;
  };

  return {
    shutFor: (spaceId, client) => (shutUntil.size === 0 ? 0 : leftOf(keyOf(spaceId, client))),
    wrong: async (spaceId, client) => {
      const key = keyOf(spaceId, client);
      const left = leftOf(key);
      if (left > 0) return left;
      const { allowed, resetMs } = await limiter.take(`gateway-guess:${key}`, fromOneAddress);
      if (allowed) return 0;
      keepNewest(shutUntil, { key, value: clock.monotonic() + resetMs, most: mostAddresses });
      return Math.max(1, Math.ceil(resetMs / 1_000));
    },
  };
};
