/** Timers of the runtime hold 2³¹ milliseconds. */
export const longestTimer = 2 ** 31 - 1;

export interface Timers {
  set(key: string, at: number): void;
  clear(key: string): void;
  clearAll(): void;
}

/** The timers of one run that is in memory. */
export const openTimers = (now: () => number, due: (key: string) => void): Timers => {
  const timers = new Map<string, NodeJS.Timeout>();
  const set = (key: string, at: number): void => {
    const left = Math.max(0, at - now());
    timers.set(
      key,
      setTimeout(
        () => {
          if (left >= longestTimer) return set(key, at);
          timers.delete(key);
          due(key);
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
