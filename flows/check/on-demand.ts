import type { checkFlow as CheckFlow } from './check-flow.ts';

/** Checking brings the reader and the compiler along: a hub whose flows nobody touches does without. */
export const checkFlow = async (...parts: Parameters<typeof CheckFlow>): ReturnType<typeof CheckFlow> =>
  (await import('./check-flow.ts')).checkFlow(...parts);
