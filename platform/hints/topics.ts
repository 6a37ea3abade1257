/** Who listens to what in this process, and what is said only once a turn of the loop. */
export interface Topics {
  on(topic: string, listener: () => void): () => void;
  /** Wakes the listeners of this process at the end of this turn of the loop, once however often it is called. */
  wake(topic: string): void;
  listened(topic: string): boolean;
  clear(): void;
}

export const openTopics = (): Topics => {
  const listeners = new Map<string, Set<() => void>>();
  const wake = oncePerTurn((topic) => {
    for (const listener of listeners.get(topic) ?? []) listener();
  });
  return {
    on: (topic, listener) => {
      const set = listeners.get(topic) ?? new Set();
      listeners.set(topic, set);
      // One function given twice is two listeners, each with its own end.
      const own = () => listener();
      set.add(own);
      return () => {
        set.delete(own);
        if (set.size === 0 && listeners.get(topic) === set) listeners.delete(topic);
      };
    },
    wake,
    listened: (topic) => listeners.has(topic),
    clear: () => listeners.clear(),
  };
};

/** Collects the topics of one turn of the loop and does the work once for each. */
export const oncePerTurn = (work: (topic: string) => void): ((topic: string) => void) => {
  let due = new Set<string>();
  return (topic) => {
    due.add(topic);
    if (due.size > 1) return;
    setImmediate(() => {
      const topics = due;
      due = new Set();
      for (const one of topics) work(one);
    });
  };
};
