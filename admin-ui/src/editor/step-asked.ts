import type { FlowShape } from './document/flow-shape.ts';
import { placeKey, placesByKey } from './trial/place-key.ts';

/** The step that an address names: where it stands now, if the flow has changed since the address was written. */
export const stepAsked = (shape: FlowShape, asked: string | null): string | null => {
  if (asked === null) return null;
  return shape.steps.has(asked) ? asked : (placesByKey(shape).get(placeKey(asked)) ?? null);
};
