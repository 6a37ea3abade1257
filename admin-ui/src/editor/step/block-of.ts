import type { Block, FlowShape, Step } from '../document/flow-shape.ts';

/** `/do/2/ask` stands in `/do`. */
const blockPlace = (place: string): string => place.split('/').slice(0, -2).join('/');

/** The block that a step stands in. */
export const blockOf = (shape: FlowShape, place: string): Block | undefined => {
  const wanted = blockPlace(place);
  if (shape.main.place === wanted) return shape.main;
  for (const { inner } of shape.steps.values())
    for (const { block } of inner) if (block.place === wanted) return block;
  return undefined;
};

/** The steps around a step, from the outermost. */
export const stepsAround = (shape: FlowShape, place: string): readonly Step[] =>
  [...shape.steps.values()]
    .filter((step) => place.startsWith(`${step.place}/`))
    .toSorted((one, other) => one.place.length - other.place.length);
