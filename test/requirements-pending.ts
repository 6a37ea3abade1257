import type { PromiseId } from './requirements.ts';

/** Promises that have no test yet, in one place. An id that has got a test must leave this list. */
export const pending: readonly PromiseId[] = [
  'foundation.start.root',
  'foundation.start.database-too-old',
  'foundation.start.disk-full',
  'foundation.metrics.prometheus',
  'foundation.tracing.otlp',
  'foundation.health.readiness',
  'foundation.http.security-headers',
  'foundation.http.slow-clients',
  'foundation.keys.hashed',
];
