import type { Plus, Point } from './drawing.ts';
import type { Arranged } from '../document/branches.ts';
import {
  boxOf,
  join,
  stepOf,
  type Ends,
  type Leaving,
  type Pen,
  type Place,
  type Sketch,
  type Stack,
} from './pen.ts';
import { sizes } from './sizes.ts';
import { stopOf, wayOut } from './way-out.ts';

/** Steps one below the other, with the lines between them. */
export const draftStack = (pen: Pen, arranged: Arranged, place: Place): Stack => {
  const sketches = sketchesOf(pen, arranged, place);
  const { jumps } = arranged;
  const last = sketches.at(-1);
  let left = 0;
  let right = 0;
  let height = place.above;
  for (const [at, sketch] of sketches.entries()) {
    if (at < sketches.length - 1) height += gapBelow(sketch);
    left = Math.max(left, sketch.left);
    right = Math.max(right, sketch.right);
    height += sketch.height;
  }
  const lanes = right + sizes.lane;
  if (jumps.length > 0) right += sizes.laneLabel + (jumps.length + 1) * sizes.lane;
  const goesOn = last === undefined || last.out !== null;
  const labelled = last?.out != null && last.out.label !== '' ? sizes.labelled - sizes.gap : 0;
  height += goesOn ? place.below + labelled : sizes.padding;

  const draw = (axis: number, top: number, { from, to }: Ends): void => {
    const places = arranged.items.map((item) => stepOf(item).place);
    pen.columns.push({ id: place.column, owner: place.owner, places });
    for (const [at, jump] of jumps.entries()) pen.jumps.push({ jump, lane: axis + lanes + at * sizes.lane });
    let y = top + place.above;
    let before: Ends['from'] | null = from;
    for (const sketch of sketches) {
      const { index, step, first, out, height: tall } = sketch;
      const at = { x: axis, y };
      if (before !== null) {
        const way = { index, from: before, before: step?.place ?? null };
        join(pen, axis, { from: before, to: { id: first, at }, plus: plusAt(place, way, above(at)) });
      }
      sketch.draw(axis, y);
      y += tall;
      before = out === null ? null : { ...out, at: { x: axis, y } };
      y += gapBelow(sketch);
    }
    if (before === null) return;
    const index =
      last === undefined ? place.emptyAt : last.index === null ? null : (last.lastIndex ?? last.index) + 1;
    const way = { index, from: before, before: place.meets?.place ?? null };
    const at = {
      x: axis,
      y: before === from || last === undefined ? top + place.above : before.at.y + gapBelow(last),
    };
    join(pen, axis, { from: before, to, plus: plusAt(place, way, above(at)) });
  };
  return { left, right, height, goesOn, draw };
};

/** What a way is called needs room besides the plus. */
const gapBelow = ({ out }: Sketch): number => (out === null || out.label === '' ? sizes.gap : sizes.labelled);

/** The middle of a gap that ends there. */
const above = ({ x, y }: Point): Point => ({ x, y: y - sizes.gap / 2 });

interface Way {
  readonly index: number | null;
  /** None: from the edge of what holds it. */
  readonly from: Pick<Leaving, 'after' | 'meeting'>;
  readonly before: string | null;
}

const plusAt = (place: Place, { index, from, before }: Way, { x, y }: Point): Plus | null => {
  if (index === null || place.closed) return null;
  // The end of one branch and the beginning of the next may be the same spot, and are two ways to it.
  const id = `${place.column}+${index}`;
  const { after, meeting = null } = from;
  return {
    id,
    spot: { block: place.block.place, index },
    x,
    y,
    after,
    before,
    meeting,
    branch: place.branch,
  };
};

const sketchesOf = (pen: Pen, { items }: Arranged, place: Place): readonly Sketch[] => {
  if (items.length === 0) {
    const stop = stopOf(place.then, place.meets);
    if (stop !== null) return [stopSketch(pen, place, { id: `${place.column}:stop`, then: stop })];
    return place.branch === null && !place.closed ? [emptySketch(pen, place)] : [];
  }
  return items.map((item, at) => {
    const following = items[at + 1];
    const next = following === undefined ? place.meets : stepOf(following);
    const sketch = pen.sketch(item, { ...place, meets: next });
    if (!('step' in item)) return sketch;
    const { goesOn, stop, label } = wayOut(item.step, next);
    if (stop !== null) return stopped(pen, sketch, { place, stop, step: item.step.place });
    const out = goesOn ? { id: sketch.first, label, after: item.step.place } : null;
    return { ...sketch, out };
  });
};

const emptySketch = (pen: Pen, place: Place): Sketch => {
  const id = `${place.column}:empty`;
  const { width, height } = sizes.empty;
  return {
    ...{ left: width / 2, right: width / 2, height, index: null, step: null, first: id },
    out: { id, label: '', after: null },
    draw: (x, y) => {
      const way = { index: 0, from: { after: null }, before: null };
      const plus = plusAt(place, way, { x, y: y + height / 2 });
      pen.boxes.push(
        boxOf({ id, kind: 'empty', x: x - width / 2, y, width, height, depth: place.depth, plus }),
      );
    },
  };
};

interface Stop {
  readonly id: string;
  readonly then: string;
}

const stopSketch = (pen: Pen, place: Place, { id, then }: Stop): Sketch => {
  const { width, height } = sizes.stop;
  return {
    ...{ left: width / 2, right: width / 2, height, index: place.emptyAt, step: null, first: id, out: null },
    draw: (x, y) => {
      pen.boxes.push(
        boxOf({ id, kind: 'stop', x: x - width / 2, y, width, height, depth: place.depth, then }),
      );
    },
  };
};

interface Stopped {
  readonly place: Place;
  readonly stop: string;
  readonly step: string;
}

/** With its end below it, and room to add something before that. */
const stopped = (pen: Pen, sketch: Sketch, { place, stop, step }: Stopped): Sketch => {
  const end = stopSketch(pen, place, { id: `${step}:stop`, then: stop });
  return {
    ...sketch,
    height: sketch.height + sizes.gap + end.height,
    out: null,
    draw: (axis, top) => {
      sketch.draw(axis, top);
      const y = top + sketch.height;
      const at = { x: axis, y: y + sizes.gap };
      const from = { id: sketch.first, label: '', after: step, at: { x: axis, y } };
      const index = sketch.index === null ? null : sketch.index + 1;
      const plus = plusAt(place, { index, from, before: null }, above(at));
      join(pen, axis, { from, to: { id: end.first, at }, plus });
      end.draw(axis, at.y);
    },
  };
};
