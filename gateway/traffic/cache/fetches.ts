/** Of many requests for the same thing that is not there, one goes and the others wait for what it brings. */
export interface Fetches {
  /** True for the one that goes: it says `done` in the end, whatever came of it. */
  lead(key: string): boolean;
  /** Until the one that went is done, or the time is up; at once where nobody went or too many wait already. */
  wait(key: string, ms: number): Promise<void>;
  done(key: string): void;
  /** What nobody can keep is not waited for, for some time. */
  refuse(key: string, now: number): void;
  isRefused(key: string, now: number): boolean;
}

const mostWaiting = 1_000;
const mostRefused = 10_000;
const refusedMs = 5_000;

export const openFetches = (): Fetches => {
  const waiting = new Map<string, Set<() => void>>();
  const refused = new Map<string, number>();
  return {
    lead: (key) => {
      if (waiting.has(key)) return false;
      waiting.set(key, new Set());
      return true;
    },
    wait: (key, ms) => {
      const others = waiting.get(key);
      if (others === undefined || others.size >= mostWaiting) return Promise.resolve();
      return new Promise((resolve) => {
        const go = (): void => {
          clearTimeout(timer);
          others.delete(go);
          resolve();
        };
        const timer = setTimeout(go, ms);
        others.add(go);
      });
    },
    done: (key) => {
      const others = waiting.get(key);
      waiting.delete(key);
      for (const go of [...(others ?? [])]) go();
    },
    refuse: (key, now) => {
      if (refused.size >= mostRefused) refused.clear();
      refused.set(key, now + refusedMs);
    },
    isRefused: (key, now) => {
      const until = refused.get(key);
      if (until === undefined) return false;
      if (until > now) return true;
      refused.delete(key);
      return false;
    },
  };
};
