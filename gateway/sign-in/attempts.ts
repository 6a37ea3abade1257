import { HubError } from '../../core/errors.ts';
import type { Limit } from '../../core/ports.ts';
import type { GatewayDeps } from '../deps.ts';
import { beginAttempt, type AttemptSubject } from './attempts-store.ts';

/** From one address, whatever the account: a person mistypes, an office shares an address, a list of passwords is longer. */
const fromOneAddress: Limit = { max: 60, windowMs: 5 * 60_000 };

const tooMany = (seconds: number): HubError =>
  new HubError('rate_limited', `Too many attempts. Wait ${seconds} seconds, then try again.`, {
    retryAfter: seconds,
  });

export const limitAddress = async (deps: Pick<GatewayDeps, 'limiter'>, ip: string): Promise<void> => {
  const verdict = await deps.limiter.take(`sign-in:${ip}`, fromOneAddress);
  if (!verdict.allowed) throw tooMany(Math.max(1, Math.ceil(verdict.resetMs / 1000)));
};

/** Every place where a password or a code can be guessed begins with this. */
export const beginGuardedAttempt = async (
  deps: Pick<GatewayDeps, 'db' | 'limiter'>,
  subject: AttemptSubject,
): Promise<void> => {
  await limitAddress(deps, subject.ip);
  const wait = await deps.db.asSystem((tx) => beginAttempt(tx, subject));
  if (wait !== undefined) throw tooMany(wait);
};
