import { arrange, type Arranged, type Item } from '../document/branches.ts';
import type { Block } from '../document/flow-shape.ts';
import { draftBranches, lastIndex } from './draft-branches.ts';
import { countSteps, draftFrame } from './draft-frame.ts';
import { draftStack } from './draft-stack.ts';
import { drawJumps } from './draw-jumps.ts';
import type { Column, Drawing } from './drawing.ts';
import { keepSame } from './keep-same.ts';
import { boxOf, indexIn, stepOf, type Pen, type Place, type Sketch } from './pen.ts';
import { cardSize, sizes } from './sizes.ts';

export interface LayoutInput {
  readonly main: Block;
  /** Places of the steps whose inside is not drawn. */
  readonly folded: ReadonlySet<string>;
}

/** Ids of the two boxes that are no steps. */
const triggerId = 'trigger';
const endId = 'end';

/**
 * Draws a flow from top to bottom: each part is measured once, from the inside out, and drawn once. What looks as before is the
 * same object as before.
 */
export const layOut = ({ main, folded }: LayoutInput, before?: Drawing): Drawing => {
  const pen: Pen = {
    ...{ boxes: [], lines: [], columns: [], jumps: [], folded, arrange },
    stack: (arranged, place) => draftStack(pen, arranged, place),
    sketch: (item, place) => sketchOf(pen, item, place),
  };
  const stack = pen.stack(arrange(main), {
    ...{
      block: main,
      depth: 0,
      owner: null,
      column: main.place,
      meets: null,
      branch: null,
      then: 'continue',
    },
    ...{ emptyAt: 0, closed: false, above: sizes.gap, below: sizes.gap },
  });
  const { trigger, end } = sizes;
  pen.boxes.push(
    boxOf({ id: triggerId, kind: 'trigger', x: -trigger.width / 2, y: 0, ...trigger, depth: 0 }),
  );
  const bottom = trigger.height + stack.height;
  stack.draw(0, trigger.height, {
    from: { id: triggerId, label: '', after: null, at: { x: 0, y: trigger.height } },
    to: { id: endId, at: { x: 0, y: bottom } },
  });
  if (stack.goesOn)
    pen.boxes.push(boxOf({ id: endId, kind: 'end', x: -end.width / 2, y: bottom, ...end, depth: 0 }));
  const byId = new Map(pen.boxes.map((box) => [box.id, box]));
  const lines = [...pen.lines, ...drawJumps(pen, byId)];
  return keepSame(
    {
      ...{ boxes: pen.boxes, lines, columns: pen.columns, byId },
      ...columnMaps(pen.columns),
      left: -Math.max(stack.left, trigger.width / 2),
      width: Math.max(stack.left, trigger.width / 2) + Math.max(stack.right, trigger.width / 2),
      height: bottom + (stack.goesOn ? end.height : 0),
    },
    before,
  );
};

const sketchOf = (pen: Pen, item: Item, place: Place): Sketch => {
  const step = stepOf(item);
  const index = indexIn(place.block, step);
  if ('switch' in item && !pen.folded.has(step.place))
    return draftBranches(pen, { step, branches: item.branches }, { ...place, index });
  if (step.inner.length > 0) return draftFrame(pen, step, { ...place, index });
  const { width, height } = cardSize(step);
  const half = width / 2;
  const { depth } = place;
  const kind = 'switch' in item ? 'folded' : 'card';
  const hidden =
    'switch' in item ? item.branches.reduce((sum, branch) => sum + countItems(branch.items), 0) : 0;
  return {
    ...{ left: half, right: half, height, index, step, first: step.place },
    ...('switch' in item && { lastIndex: Math.max(index, lastIndex(item.branches, place.block)) }),
    out: 'switch' in item ? { id: step.place, label: '', after: null, meeting: step.place } : null,
    draw: (axis, y) => {
      pen.boxes.push(boxOf({ id: step.place, kind, x: axis - half, y, width, height, depth, step, hidden }));
    },
  };
};

const countItems = ({ items }: Arranged): number =>
  items.reduce(
    (sum, item) =>
      sum +
      1 +
      countSteps(stepOf(item)) +
      ('switch' in item ? item.branches.reduce((more, { items: inner }) => more + countItems(inner), 0) : 0),
    0,
  );

const columnMaps = (columns: readonly Column[]): Pick<Drawing, 'columnOf' | 'columnsIn'> => {
  const columnOf = new Map<string, Column>();
  const columnsIn = new Map<string, Column[]>();
  for (const column of columns) {
    for (const place of column.places) columnOf.set(place, column);
    if (column.owner === null) continue;
    const list = columnsIn.get(column.owner);
    if (list === undefined) columnsIn.set(column.owner, [column]);
    else list.push(column);
  }
  return { columnOf, columnsIn };
};
