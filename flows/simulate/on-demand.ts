import type { replay as Replay } from './replay.ts';
import type { retrace as Retrace } from './retrace.ts';

/** The engine comes along with these: a hub in which nobody looks at runs does without. */
export const retrace = async (...parts: Parameters<typeof Retrace>): ReturnType<typeof Retrace> =>
  (await import('./retrace.ts')).retrace(...parts);

export const replay = async (...parts: Parameters<typeof Replay>): ReturnType<typeof Replay> =>
  (await import('./replay.ts')).replay(...parts);
