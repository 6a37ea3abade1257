import { HubError } from '../../core/errors.ts';
import type { Limit, RateLimiter } from '../../core/ports.ts';
import type { GatewayDeps } from '../deps.ts';
import { beginAttempt, type AttemptSubject } from './attempts-store.ts';

/** From one address, whatever the account: a person mistypes, an office shares an address, a list of passwords is longer. */
const fromOneAddress: Limit = { max: 60, windowMs: 5 * 60_000 };

export const tooMany = (seconds: number): HubError =>
  new HubError('rate_limited', `Too many attempts. Wait ${seconds} seconds, then try again.`, {
    retryAfter: seconds,
  });

const take = async (limiter: RateLimiter, counter: string): Promise<number | undefined> => {
  const { allowed, resetMs } = await limiter.take(counter, fromOneAddress);
  return allowed ? undefined : Math.max(1, Math.ceil(resetMs / 1000));
};

export const limitAddress = async (deps: Pick<GatewayDeps, 'limiter'>, ip: string): Promise<void> => {
  const seconds = await take(deps.limiter, `sign-in:${ip}`);
  if (seconds !== undefined) throw tooMany(seconds);
};

/** A wrong credential for tools. Answers how many seconds nothing more is taken from there; a count of its own, so that no program shuts people out. */
export const countWrongCredential = (
  deps: Pick<GatewayDeps, 'limiter'>,
  ip: string,
): Promise<number | undefined> => take(deps.limiter, `tool-sign-in:${ip}`);

/** Every place where a password or a code can be guessed begins with this. */
export const beginGuardedAttempt = async (
  deps: Pick<GatewayDeps, 'db' | 'limiter'>,
  subject: AttemptSubject,
): Promise<void> => {
  await limitAddress(deps, subject.ip);
  const wait = await deps.db.asSystem((tx) => beginAttempt(tx, subject));
  if (wait !== undefined) throw tooMany(wait);
};
