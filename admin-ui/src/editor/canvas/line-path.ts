import type { Point } from './drawing.ts';

const round = 8;

/** Straight pieces with round corners. */
export const pathOf = (points: readonly Point[]): string => {
  const [first] = points;
  if (first === undefined) return '';
  let path = `M${first.x} ${first.y}`;
  for (let at = 1; at < points.length; at += 1) {
    const [before, point, after] = [points[at - 1], points[at], points[at + 1]];
    if (before === undefined || point === undefined) continue;
    const into = towards(point, before);
    const out = after === undefined ? null : towards(point, after);
    path +=
      out === null
        ? `L${point.x} ${point.y}`
        : `L${into.x} ${into.y}Q${point.x} ${point.y} ${out.x} ${out.y}`;
  }
  return path;
};

/** A little way from one point to the other, at most half of it. */
const towards = (from: Point, to: Point): Point => {
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  const part = length === 0 ? 0 : Math.min(round, length / 2) / length;
  return { x: from.x + (to.x - from.x) * part, y: from.y + (to.y - from.y) * part };
};
