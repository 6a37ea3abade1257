import type { Box, Line, Point } from './drawing.ts';
import type { Pen } from './pen.ts';
import { sizes } from './sizes.ts';

/** Between the names of ways that leave one card. */
const apart = 22;

/** Ways that lead elsewhere: out at the right of a card, along a lane of their own, and in at the right. */
export const drawJumps = (pen: Pen, byId: ReadonlyMap<string, Box>): readonly Line[] => {
  const leaving = new Map<string, number>();
  return pen.jumps.flatMap(({ jump: { from, to, label }, lane }, at) => {
    const start = byId.get(from);
    const end = byId.get(to);
    if (start === undefined || end === undefined) return [];
    const before = leaving.get(from) ?? 0;
    leaving.set(from, before + 1);
    const out = start.y + Math.min(sizes.card.height / 2 + before * apart, start.height - 4);
    const into = end.y + sizes.card.height / 4;
    const points: Point[] = [
      { x: start.x + start.width, y: out },
      { x: lane, y: out },
      { x: lane, y: into },
      { x: end.x + end.width, y: into },
    ];
    const name = label === '' ? (end.step?.name ?? '') : label;
    const labelAt = { x: lane, y: out };
    return [
      {
        id: `${from}→${to}#${at}`,
        kind: 'jump',
        points,
        from,
        to,
        label: name,
        labelAt,
        plus: null,
      } as const,
    ];
  });
};
