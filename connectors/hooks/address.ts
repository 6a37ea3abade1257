import type { CallContext } from '../../platform/invoke/context.ts';
import type { Address } from './shape.ts';

/** Where providers reach the endpoints of a space: the address of the hub, as it is set or as the caller uses it. */
export const addressOf = (
  { exchange, spaceId }: Pick<CallContext, 'exchange' | 'spaceId'>,
  publicUrl: string | undefined,
): Address => ({
  origin: publicUrl === undefined ? (exchange?.origin ?? '') : new URL(publicUrl).origin,
  spaceId,
});
