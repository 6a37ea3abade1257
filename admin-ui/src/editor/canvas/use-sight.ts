import { useMemo } from 'react';
import type { Drawing, Line } from './drawing.ts';
import { useSurfaceState, type SurfaceState } from './flow-surface.ts';

/** Drawn ahead of what is seen, in steps of this: while one pans there is nothing to do most of the time. */
const tile = 600;

const sightOf = ({ transform: [x, y, zoom], width, height }: SurfaceState): string =>
  [
    Math.floor(-x / zoom / tile) - 1,
    Math.floor(-y / zoom / tile) - 1,
    Math.ceil((width - x) / zoom / tile) + 1,
    Math.ceil((height - y) / zoom / tile) + 1,
  ].join();

/** The lines that are in sight, or nearly. */
export const useLinesInSight = ({ lines }: Drawing): readonly Line[] => {
  const sight = useSurfaceState(sightOf);
  const reaches = useMemo(() => lines.map(reachOf), [lines]);
  return useMemo(() => {
    const [left = 0, top = 0, right = 0, bottom = 0] = sight.split(',').map((at) => Number(at) * tile);
    return lines.filter((_, at) => {
      const reach = reaches[at];
      return (
        reach !== undefined &&
        reach.right >= left &&
        reach.left <= right &&
        reach.bottom >= top &&
        reach.top <= bottom
      );
    });
  }, [sight, lines, reaches]);
};

const reachOf = ({ points }: Line) => {
  const reach = { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity };
  for (const { x, y } of points) {
    reach.left = Math.min(reach.left, x);
    reach.right = Math.max(reach.right, x);
    reach.top = Math.min(reach.top, y);
    reach.bottom = Math.max(reach.bottom, y);
  }
  return reach;
};
