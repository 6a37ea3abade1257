import { hash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { isHubError } from '../../core/errors.ts';
import { keepNewest } from '../../core/keep-newest.ts';
import type { Clock, RateLimiter } from '../../core/ports.ts';
import { addressBlock } from '../http/origin.ts';
import { countWrongCredential, tooMany } from '../sign-in/attempts.ts';

export interface GuessingDeps {
  readonly limiter: RateLimiter;
  readonly clock: Clock;
  readonly addressOf: (request: IncomingMessage) => string;
}

type Identify<Caller> = (request: IncomingMessage, toolset: string) => Promise<Caller>;

/** How many credentials, and how many addresses, are remembered. */
const most = 20_000;

/**
 * Wrong credentials are counted by the address that they come from, over all processes; from one that has sent too many,
 * nothing is looked at any more for a while. What has opened something here before still does: one program with an old key
 * must not shut out all that share its address.
 */
export const slowGuessing = <Caller>(
  { limiter, clock, addressOf }: GuessingDeps,
  identify: Identify<Caller>,
): Identify<Caller> => {
  const good = new Map<string, true>();
  const shutUntil = new Map<string, number>();

  const requireOpen = (address: string): void => {
    const leftMs = (shutUntil.get(address) ?? 0) - clock.monotonic();
    if (leftMs > 0) throw tooMany(Math.ceil(leftMs / 1000));
    shutUntil.delete(address);
  };

  return async (request, toolset) => {
    const { authorization } = request.headers;
    // Whoever sends nothing asks where a credential is to be had.
    if (authorization === undefined) return identify(request, toolset);
    const credential = hash('sha256', authorization, 'base64');
    const isGood = good.has(credential);
    if (shutUntil.size > 0 && !isGood) requireOpen(addressBlock(addressOf(request)));
    try {
      const caller = await identify(request, toolset);
      if (!isGood) keepNewest(good, { key: credential, value: true, most });
      return caller;
    } catch (error) {
      if (!isHubError(error, 'unauthenticated')) throw error;
      good.delete(credential);
      const address = addressBlock(addressOf(request));
      const seconds = await countWrongCredential({ limiter }, address);
      if (seconds === undefined) throw error;
      keepNewest(shutUntil, { key: address, value: clock.monotonic() + seconds * 1000, most });
      throw tooMany(seconds);
    }
  };
};
