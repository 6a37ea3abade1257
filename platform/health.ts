export interface Health {
  /** Adds something that must be well for this process to take requests. `check` throws when it is not. */
  require(name: string, check: () => Promise<void>): void;
  /** From now on not ready: a balancer sends nothing more. */
  drain(): void;
  /** All that stands in the way, by name, in words that may be shown; empty when ready. */
  problems(): Promise<Record<string, string>>;
}

const patienceMs = 2_000;

export const openHealth = (): Health => {
  const checks = new Map<string, () => Promise<void>>();
  let draining = false;
  return {
    require: (name, check) => {
      checks.set(name, check);
    },
    drain: () => {
      draining = true;
    },
    problems: async () => {
      const found: Record<string, string> = draining ? { hub: 'is stopping' } : {};
      await Promise.all(
        [...checks].map(async ([name, check]) => {
          const problem = await within(check, patienceMs);
          if (problem !== undefined) found[name] = problem;
        }),
      );
      return found;
    },
  };
};

const within = async (check: () => Promise<void>, limitMs: number): Promise<string | undefined> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve(`did not answer within ${limitMs} ms`), limitMs);
  });
  try {
    return await Promise.race([
      check().then(
        () => undefined,
        () => 'does not answer',
      ),
      late,
    ]);
  } finally {
    clearTimeout(timer);
  }
};
