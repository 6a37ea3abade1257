import type { FlowShape } from '../document/flow-shape.ts';

/**
 * What a step is known by while the flow changes around it: the names on the way to it. Its place counts what stands before it,
 * which is another with each step that comes in; names are its own in each block.
 */
export const placeKey = (place: string): string => place.replace(/\/\d+\//g, '/*/');

/** Where the steps stand now, by their keys. */
export const placesByKey = (shape: FlowShape): ReadonlyMap<string, string> =>
  new Map([...shape.steps.keys()].map((place) => [placeKey(place), place]));
