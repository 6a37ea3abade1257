import { setTimeout as pause } from 'node:timers/promises';

export interface Patience {
  /** How long to wait before giving up: a limit, never a measurement. */
  readonly timeoutMs?: number;
  readonly intervalMs?: number;
}

/**
 * Waits for a condition instead of an amount of time: calls `check` until it neither throws nor answers `false`,
 * and gives back what it answered. When the time is up, fails with the last reason.
 */
export const eventually = async <T>(
  check: () => Promise<T> | T,
  { timeoutMs = 60_000, intervalMs = 20 }: Patience = {},
): Promise<Exclude<T, false>> => {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    let reason: unknown = 'the condition stayed false';
    try {
      const answer = await check();
      if (answer !== false) return answer as Exclude<T, false>;
    } catch (error) {
      reason = error;
    }
    if (performance.now() >= deadline) {
      const said = reason instanceof Error ? reason.message : String(reason);
      throw new Error(`Gave up after ${timeoutMs} ms: ${said}`, { cause: reason });
    }
    await pause(intervalMs);
  }
};
