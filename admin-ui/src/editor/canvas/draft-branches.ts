import type { Arranged, Branch } from '../document/branches.ts';
import type { Block, Step } from '../document/flow-shape.ts';
import { boxOf, indexIn, stepOf, type Pen, type Place, type Sketch, type Stack } from './pen.ts';
import { cardSize, sizes } from './sizes.ts';

interface Side {
  readonly stack: Stack;
  readonly left: number;
  readonly right: number;
  readonly label: string;
}

/** A switch with its branches beside each other below it. */
export const draftBranches = (
  pen: Pen,
  { step, branches }: { readonly step: Step; readonly branches: readonly Branch[] },
  place: Place & { readonly index: number },
): Sketch => {
  const card = cardSize(step);
  const last = Math.max(place.index, lastIndex(branches, place.block));
  const sides = branches.map((branch, at): Side => {
    const stack = pen.stack(branch.items, {
      ...place,
      owner: step.place,
      column: `${step.place}#${at}`,
      branch: {
        step: step.place,
        cases: branch.cases.map((one) => one.place),
        open: branch.open,
        empty: branch.items.items.length === 0,
      },
      then: branch.cases[0]?.then ?? step.then,
      emptyAt: last + 1,
      closed: false,
      above: sizes.fan,
      below: sizes.gap,
    });
    const half = sizes.branch / 2;
    const label = labelOf(branch);
    return { stack, left: Math.max(half, stack.left), right: Math.max(half, stack.right), label };
  });
  const { offsets, left, right } = sideBySide(sides, sizes.between);
  const deep = Math.max(0, ...sides.map(({ stack }) => stack.height));
  const meeting = `${step.place}~`;
  const goesOn = sides.some(({ stack }) => stack.goesOn);
  return {
    left: Math.max(left, card.width / 2),
    right: Math.max(right, card.width / 2),
    height: card.height + deep,
    ...{ index: place.index, lastIndex: last, step, first: step.place },
    out: goesOn ? { id: meeting, label: '', after: null, meeting: step.place } : null,
    draw: (axis, top) => {
      const { depth } = place;
      pen.boxes.push(
        boxOf({ id: step.place, kind: 'card', x: axis - card.width / 2, y: top, ...card, depth, step }),
      );
      const y = top + card.height;
      const to = { id: meeting, at: { x: axis, y: y + deep } };
      for (const [at, { stack, label }] of sides.entries()) {
        const from = {
          id: step.place,
          label,
          after: null,
          at: { x: axis, y },
        };
        stack.draw(axis + (offsets[at] ?? 0), y, { from, to });
      }
    },
  };
};

/** Said in the words of the page. */
export const otherwise = '\u0000';

/** The last step of all branches: one more branch would stand behind it. */
export const lastIndex = (branches: readonly Branch[], block: Block): number =>
  Math.max(-1, ...branches.map(({ items }) => lastOf(items, block)));

const lastOf = ({ items }: Arranged, block: Block): number =>
  Math.max(
    -1,
    ...items.map((item) =>
      Math.max(indexIn(block, stepOf(item)), 'switch' in item ? lastIndex(item.branches, block) : -1),
    ),
  );

/** The names of the cases; what no case takes may share its way with them. */
const labelOf = ({ cases, open }: Branch): string =>
  [...cases.map(({ name }) => name), ...(open ? [otherwise] : [])].join(', ');

interface Beside {
  readonly offsets: readonly number[];
  readonly left: number;
  readonly right: number;
}

/** How far the axes stand from the middle of the first and the last one. */
export const sideBySide = (
  sides: readonly { readonly left: number; readonly right: number }[],
  between: number,
): Beside => {
  const axes: number[] = [];
  let x = 0;
  for (const { left, right } of sides) {
    axes.push(x + left);
    x += left + right + between;
  }
  const middle = ((axes[0] ?? 0) + (axes.at(-1) ?? 0)) / 2;
  return { offsets: axes.map((at) => at - middle), left: middle, right: Math.max(0, x - between - middle) };
};
