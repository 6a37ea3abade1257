import type { Limit } from '../../core/ports.ts';
import { addressBlock } from '../http/origin.ts';
import { tooMany } from '../sign-in/attempts.ts';
import type { Portal, PortalDeps } from './visit.ts';

const limits = {
  /** Of keys that are tried: nobody guesses one, and nobody shall try. */
  'sign-in': { max: 20, windowMs: 5 * 60_000 },
  /** Of documents, which are long. */
  document: { max: 60, windowMs: 60_000 },
  /** Of keys that are made or rotated. */
  keys: { max: 20, windowMs: 60 * 60_000 },
} as const satisfies Record<string, Limit>;

/** In one portal, from one address or by one consumer. */
export const limitVisits = async (
  { limiter }: Pick<PortalDeps, 'limiter'>,
  { spaceId }: Portal,
  { what, who }: { readonly what: keyof typeof limits; readonly who: string },
): Promise<void> => {
  const block = what === 'keys' ? who : addressBlock(who);
  const { allowed, resetMs } = await limiter.take(`portal-${what}:${spaceId}:${block}`, limits[what]);
  if (!allowed) throw tooMany(Math.max(1, Math.ceil(resetMs / 1000)));
};
