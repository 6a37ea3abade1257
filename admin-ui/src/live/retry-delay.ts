const longest = 30_000;

/** Half to all of a time that doubles: many consoles must not come back in the same moment. */
export const retryDelay = (attempt: number, random: () => number = Math.random): number =>
  Math.min(longest, 500 * 2 ** Math.min(attempt, 10)) * (0.5 + random() / 2);
