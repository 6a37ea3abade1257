import type { Inner, Step } from '../document/flow-shape.ts';
import { sideBySide } from './draft-branches.ts';
import { boxOf, type Pen, type Place, type Sketch, type Stack } from './pen.ts';
import { cardSize, headerHeight, sizes } from './sizes.ts';

interface Room {
  readonly left: number;
  readonly right: number;
  readonly height: number;
  draw(axis: number, top: number): void;
}

/** A step that holds others: a frame around them with a header; a card when it is folded. */
export const draftFrame = (pen: Pen, step: Step, place: Place & { readonly index: number }): Sketch => {
  const { depth, index } = place;
  const base = { index, step, first: step.place, out: null };
  if (pen.folded.has(step.place)) {
    const { width, height } = cardSize(step);
    const half = width / 2;
    const draw = (axis: number, y: number): void => {
      const about = { id: step.place, depth, step, hidden: countSteps(step) };
      pen.boxes.push(boxOf({ ...about, kind: 'folded', x: axis - half, y, width, height }));
    };
    return { ...base, left: half, right: half, height, draw };
  }
  const header = headerHeight(step);
  const room = roomOf(pen, step, { ...place, depth: depth + 1, owner: step.place });
  const half = sizes.card.width / 2;
  const left = Math.max(half, room.left + sizes.padding);
  const right = Math.max(half, room.right + sizes.padding);
  const height = header + room.height;
  return {
    ...{ ...base, left, right, height },
    draw: (axis, y) => {
      const about = { id: step.place, depth, step };
      pen.boxes.push(boxOf({ ...about, kind: 'frame', x: axis - left, y, width: left + right, height }));
      room.draw(axis, y + header);
    },
  };
};

const counts = new WeakMap<Step, number>();

/** All steps inside, at any depth. */
export const countSteps = (step: Step): number => {
  const known = counts.get(step);
  if (known !== undefined) return known;
  let count = 0;
  for (const { block } of step.inner) for (const one of block.steps) count += 1 + countSteps(one);
  counts.set(step, count);
  return count;
};

const roomOf = (pen: Pen, step: Step, place: Place): Room => {
  const [first, ...others] = step.inner;
  if (first === undefined) return { left: 0, right: 0, height: 0, draw: () => undefined };
  if (first.role === 'branches') return forkRoom(pen, { step, inner: first }, place);
  if (others.length === 0) return blockRoom(pen, { step, inner: first }, place);
  return partsRoom(pen, step, place);
};

interface Held {
  readonly step: Step;
  readonly inner: Inner;
}

const stackOf = (pen: Pen, { inner: { block } }: Held, place: Place): Stack =>
  pen.stack(pen.arrange(block), {
    ...place,
    ...{ block, column: block.place, meets: null, branch: null, then: 'continue', emptyAt: 0, closed: false },
    above: sizes.gap,
    below: sizes.gap,
  });

const blockRoom = (pen: Pen, held: Held, place: Place): Room => {
  const stack = stackOf(pen, held, place);
  const { place: id } = held.step;
  return {
    ...stack,
    draw: (axis, top) =>
      stack.draw(axis, top, {
        from: { id, label: '', after: null, at: { x: axis, y: top } },
        to: { id: `${id}~`, at: { x: axis, y: top + stack.height } },
      }),
  };
};

/** Several blocks beside each other, each with its name: what is tried, and what happens when it fails. */
const partsRoom = (pen: Pen, step: Step, place: Place): Room => {
  const parts = step.inner.map((inner) => {
    const stack = stackOf(pen, { step, inner }, { ...place, depth: place.depth + 1 });
    const half = sizes.branch / 2;
    const left = Math.max(half, stack.left + sizes.padding);
    return { inner, stack, left, right: Math.max(half, stack.right + sizes.padding) };
  });
  const { offsets, left, right } = sideBySide(parts, sizes.padding);
  const deep = sizes.part + Math.max(...parts.map(({ stack }) => stack.height));
  return {
    ...{ left, right, height: deep + sizes.padding },
    draw: (axis, top) => {
      for (const [at, { inner, stack, left: reach, right: other }] of parts.entries()) {
        const x = axis + (offsets[at] ?? 0);
        const id = inner.block.place;
        const about = { id, kind: 'part', depth: place.depth, role: inner.role } as const;
        pen.boxes.push(boxOf({ ...about, x: x - reach, y: top, width: reach + other, height: deep }));
        const y = top + sizes.part;
        stack.draw(x, y, {
          from: { id, label: '', after: null, at: { x, y } },
          to: { id: `${id}~`, at: { x, y: y + stack.height } },
        });
      }
    },
  };
};

/** Branches that go at the same time: each is one step. */
const forkRoom = (pen: Pen, { step, inner: { block } }: Held, place: Place): Room => {
  const sides = block.steps.map((one, at) =>
    pen.stack(
      { items: [{ step: one }], jumps: [] },
      {
        ...place,
        ...{ block, column: `${block.place}#${at}`, meets: null, branch: null, then: 'continue', emptyAt: 0 },
        ...{ closed: true, above: sizes.gap, below: sizes.gap },
      },
    ),
  );
  // One more place, for one more branch.
  const stub = { left: sizes.gap / 2, right: sizes.gap / 2 };
  const { offsets, left, right } = sideBySide([...sides, stub], sizes.between);
  const deep = Math.max(2 * sizes.gap, ...sides.map(({ height }) => height));
  const id = step.place;
  return {
    ...{ left, right, height: deep },
    draw: (axis, top) => {
      const from = { id, label: '', after: null, at: { x: axis, y: top } };
      const to = { id: `${id}~`, at: { x: axis, y: top + deep } };
      for (const [at, stack] of sides.entries()) stack.draw(axis + (offsets[at] ?? 0), top, { from, to });
      const x = axis + (offsets.at(-1) ?? 0);
      const at = { x, y: top + sizes.gap };
      const spot = { block: block.place, index: block.steps.length };
      const plus = {
        id: `${block.place}+`,
        spot,
        ...at,
        after: null,
        before: null,
        meeting: null,
        branch: null,
      };
      const points = [from.at, { x: axis, y: top + 16 }, { x, y: top + 16 }, at];
      pen.lines.push({
        id: plus.id,
        kind: 'way',
        points,
        from: id,
        to: plus.id,
        label: '',
        labelAt: null,
        plus,
      });
    },
  };
};
