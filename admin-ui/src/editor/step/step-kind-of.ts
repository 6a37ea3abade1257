import type { StepKind } from '../document/flow-shape.ts';

const kinds: readonly StepKind[] = [
  ...(['call', 'emit', 'for', 'fork', 'listen', 'raise', 'run', 'set', 'switch', 'try', 'wait'] as const),
  'do',
];

/** What a task is, by the name that says so. */
export const stepKindOf = (task: Readonly<Record<string, unknown>>): StepKind =>
  kinds.find((kind) => Object.hasOwn(task, kind)) ?? 'unknown';
