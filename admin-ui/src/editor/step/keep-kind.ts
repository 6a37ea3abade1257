import { isRecord } from '../../schema-form/settle.ts';
import type { StepKind } from '../document/flow-shape.ts';

const empty: Readonly<Partial<Record<StepKind, unknown>>> = {
  ...{ set: {}, switch: [], for: {}, fork: {}, raise: {}, wait: {}, emit: {}, listen: {}, run: {} },
};

/** A step whose last value was taken out is still a step of its kind. */
export const keepKind = (kind: StepKind, task: unknown): unknown => {
  const bare = empty[kind];
  const held = isRecord(task) ? task : {};
  return bare === undefined || held[kind] !== undefined ? task : { [kind]: bare, ...held };
};
