import type { FlowShape } from './flow-shape.ts';

/** The step that a finding is about: the innermost one whose place its path begins with; null for the flow itself. */
export const stepOfPath = ({ steps }: FlowShape, path: string): string | null => {
  for (let place = path; place !== ''; place = place.slice(0, place.lastIndexOf('/'))) {
    if (steps.has(place)) return place;
  }
  return null;
};
