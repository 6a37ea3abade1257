import type { Box, Drawing, Line, Plus, Point } from './drawing.ts';

/** What looks as before stays the same object, so that only what changed is drawn again. */
export const keepSame = (next: Drawing, before: Drawing | undefined): Drawing => {
  if (before === undefined) return next;
  const boxes = next.boxes.map((box) => {
    const old = before.byId.get(box.id);
    return old !== undefined && sameBox(old, box) ? old : box;
  });
  const oldLines = new Map(before.lines.map((line) => [line.id, line]));
  const lines = next.lines.map((line) => {
    const old = oldLines.get(line.id);
    return old !== undefined && sameLine(old, line) ? old : line;
  });
  return {
    ...next,
    boxes: sameList(before.boxes, boxes),
    lines: sameList(before.lines, lines),
    byId: new Map(boxes.map((box) => [box.id, box])),
  };
};

const sameList = <One>(before: readonly One[], next: readonly One[]): readonly One[] =>
  before.length === next.length && next.every((one, at) => one === before[at]) ? before : next;

const sameBox = (one: Box, other: Box): boolean =>
  one.x === other.x &&
  one.y === other.y &&
  one.width === other.width &&
  one.height === other.height &&
  one.step === other.step &&
  one.kind === other.kind &&
  one.depth === other.depth &&
  one.role === other.role &&
  one.then === other.then &&
  one.hidden === other.hidden &&
  samePlus(one.plus, other.plus);

const samePoint = (one: Point | null | undefined, other: Point | null | undefined): boolean =>
  one === other || (one?.x === other?.x && one?.y === other?.y);

const samePlus = (one: Plus | null, other: Plus | null): boolean =>
  one === other ||
  (one !== null &&
    other !== null &&
    one.id === other.id &&
    samePoint(one, other) &&
    one.spot.block === other.spot.block &&
    one.spot.index === other.spot.index &&
    one.after === other.after &&
    one.before === other.before &&
    one.meeting === other.meeting &&
    one.branch?.step === other.branch?.step &&
    one.branch?.empty === other.branch?.empty &&
    one.branch?.open === other.branch?.open &&
    one.branch?.cases.join() === other.branch?.cases.join());

const sameLine = (one: Line, other: Line): boolean =>
  one.kind === other.kind &&
  one.from === other.from &&
  one.to === other.to &&
  one.label === other.label &&
  one.points.length === other.points.length &&
  one.points.every((point, at) => samePoint(point, other.points[at])) &&
  samePoint(one.labelAt, other.labelAt) &&
  samePlus(one.plus, other.plus);
