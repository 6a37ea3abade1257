import type { Checked } from './check-flow.ts';

type CheckFlow = (typeof import('./check-flow.ts'))['checkFlow'];

/** Checking brings the reader and the compiler along: a hub whose flows nobody touches does without. */
export const checkFlow = async (...parts: Parameters<CheckFlow>): Promise<Checked> => {
  const check = await import('./check-flow.ts');
  return check.checkFlow(...parts);
};
