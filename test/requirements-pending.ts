import type { PromiseId } from './requirements.ts';

/** Promises that have no test yet, in one place. An id that has got a test must leave this list. */
export const pending: readonly PromiseId[] = [];
