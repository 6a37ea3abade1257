/** Timers of the runtime hold 2³¹ milliseconds. */
export const longestTimer = 2 ** 31 - 1;

export interface Timers {
  set(key: string, at: number): void;
  clear(key: string): void;
  clearAll(): void;
}

/**
 * The timers of one run that is in memory. The runtime counts from when its turn began, not from when it was asked, and so comes
 * early after a long turn: nothing is told as having been before its time, or what is tried anew would have the rest of it only.
 */
export const openTimers = (now: () => number, due: (key: string, at: number) => void): Timers => {
  const timers = new Map<string, NodeJS.Timeout>();
  const set = (key: string, at: number): void => {
    const left = Math.max(0, at - now());
    timers.set(
      key,
      setTimeout(
        () => {
          if (left >= longestTimer) return set(key, at);
          timers.delete(key);
          due(key, Math.max(now(), at));
        },
        Math.min(left, longestTimer),
      ),
    );
  };
  const clear = (key: string): void => {
    clearTimeout(timers.get(key));
    timers.delete(key);
  };
  return {
    set,
    clear,
    clearAll: () => {
      for (const timer of timers.values()) clearTimeout(timer);
      timers.clear();
    },
  };
};
