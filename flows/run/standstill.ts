import type { Command } from '../engine/messages.ts';

/** What a run waits for until it is told of it. */
export type Open = Extract<Command, { kind: 'call' | 'run' | 'timer' | 'listen' }>;

export interface RestingTimer {
  readonly key: string;
  readonly at: number;
}

/** A run that only waits, and not just for a moment, is better kept in the database than in memory. */
const parkAfterMs = 2_000;

/** What a run waits for that could leave memory: its timers. Null: it has something under way, or goes on in a moment. */
export const timersAtRest = (
  waiting: readonly Open[],
  { now, held }: { readonly now: number; readonly held: boolean },
): readonly RestingTimer[] | null => {
  if (waiting.some(({ kind }) => kind === 'call' || kind === 'run')) return null;
  const timers = waiting.flatMap((one) => (one.kind === 'timer' ? [{ key: one.key, at: one.at }] : []));
  if (held) return timers;
  if (waiting.length === 0) return null;
  const soonest = Math.min(...timers.map(({ at }) => at));
  return soonest - now <= parkAfterMs && timers.length === waiting.length ? null : timers;
};
