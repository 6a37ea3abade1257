export interface Backoff {
  readonly firstMs: number;
  readonly maxMs: number;
}

/**
 * How long to wait after this attempt (the first is 1): doubles each time, up to the maximum. `chance` from 0 to 1
 * spreads it between half and the whole, so that what failed together does not come back together.
 */
export const delayAfter = (attempt: number, backoff: Backoff, chance: number): number => {
  const whole = Math.min(backoff.maxMs, backoff.firstMs * 2 ** Math.min(attempt - 1, 30));
  return Math.round(whole * (0.5 + chance / 2));
};
