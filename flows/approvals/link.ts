import { hash, randomBytes } from 'node:crypto';
import { HubError } from '../../core/errors.ts';
import type { Limit } from '../../core/ports.ts';
import type { CallContext } from '../../platform/invoke/context.ts';
import type { ApprovalDeps } from './deps.ts';

/** 256 random bits: whoever has them may answer, once. The database keeps their hash only. */
export const newLinkToken = (): string => randomBytes(32).toString('base64url');

export const hashLinkToken = (token: string): Buffer => hash('sha256', token, 'buffer');

/** The token stands behind the `#`, which browsers send to no server: it is in no log on the way. */
export const linkTo = (publicUrl: string, token: string): string =>
  new URL(`/approval#${token}`, publicUrl).href;

/** A person looks at a question a few times; nobody guesses 256 bits, but nobody should try for free either. */
const fromOneAddress: Limit = { max: 60, windowMs: 5 * 60_000 };

export const limitLink = async (
  { limiter }: Pick<ApprovalDeps, 'limiter'>,
  { exchange }: CallContext,
): Promise<string> => {
  if (exchange === undefined) throw new HubError('input_invalid', 'A link is answered over HTTP only.');
  const verdict = await limiter.take(`approval-link:${exchange.ip}`, fromOneAddress);
  if (verdict.allowed) return exchange.ip;
  const seconds = Math.max(1, Math.ceil(verdict.resetMs / 1000));
  throw new HubError('rate_limited', `Too many requests. Wait ${seconds} seconds, then try again.`, {
    retryAfter: seconds,
  });
};

/** The same for one that never was and one that was made up. */
export const noLink = (): HubError =>
  new HubError('link_invalid', 'This link leads to no question. Ask whoever sent it for a new one.');
