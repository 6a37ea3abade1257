import { spotOf } from '../document/block-items.ts';
import type { FlowShape, Step } from '../document/flow-shape.ts';
import type { FlowText } from '../document/flow-text.ts';
import type { Drawing, Plus } from './drawing.ts';

/** All places where something can come in. */
export const plusesIn = ({ lines, boxes }: Drawing): readonly Plus[] => [
  ...lines.flatMap(({ plus }) => plus ?? []),
  ...boxes.flatMap(({ plus }) => plus ?? []),
];

/** The plus on the line that leaves a step; at the beginning of the flow where there is no step. */
export const plusAfter = (drawing: Drawing, place: string | null): Plus | null => {
  const pluses = plusesIn(drawing);
  if (place === null)
    return (
      pluses.find(({ after, branch, meeting }) => after === null && branch === null && meeting === null) ??
      null
    );
  const found = pluses.find(({ after }) => after === place);
  if (found !== undefined) return found;
  const box = drawing.byId.get(place);
  if (box === undefined || box.step === null) return null;
  const { block, index } = spotOf(box.step);
  const about = { after: place, before: null, meeting: null, branch: null };
  return { id: `${place}+`, spot: { block, index: index + 1 }, x: box.x, y: box.y + box.height, ...about };
};

/** The steps of a choice that stand in none of the others: what holds them takes them along. */
export const outermost = (places: readonly string[]): readonly string[] =>
  places.filter((place) => !places.some((other) => place.startsWith(`${other}/`)));

/** From one step to another of the same column, or just the other one as well. */
export const extendTo = (
  { columnOf }: Drawing,
  chosen: readonly string[],
  place: string,
): readonly string[] => {
  const anchor = chosen[0];
  const column = columnOf.get(place);
  if (anchor === undefined || column === undefined) return [place];
  if (columnOf.get(anchor) !== column) return [...chosen.filter((one) => one !== place), place];
  const [from, to] = [column.places.indexOf(anchor), column.places.indexOf(place)];
  const between = column.places.slice(Math.min(from, to), Math.max(from, to) + 1);
  // The one that is looked at comes last, the one that it began with first.
  return [
    anchor,
    ...between.filter((one) => one !== anchor && one !== place),
    ...(place === anchor ? [] : [place]),
  ];
};

/** What is folded around a step, so that it is not to be seen. */
export const foldedAround = ({ steps }: FlowShape, { boxes }: Drawing, place: string): readonly string[] =>
  boxes.flatMap(({ kind, id }) => {
    if (kind !== 'folded') return [];
    const step = steps.get(id);
    const branching = step?.kind === 'switch' && place.startsWith(`${spotOf(step).block}/`);
    return branching || place.startsWith(`${id}/`) ? [id] : [];
  });

/** What stands there now, or stood before it: the keyboard goes on from there. */
export const nextTo = ({ shape }: FlowText, [first]: readonly Step[]): readonly string[] => {
  if (first === undefined) return [];
  const { block, index } = spotOf(first);
  const left = [...shape.steps.values()].filter((one) => spotOf(one).block === block);
  const next = left[index] ?? left.at(-1);
  return next === undefined ? [] : [next.place];
};
