import type { Column, Drawing } from './drawing.ts';

/** A step as a reader of the screen hears it: which one of how many, and how deep. */
export interface TreeEntry {
  readonly place: string;
  readonly level: number;
  readonly position: number;
  readonly size: number;
  readonly parent: string | null;
  /** Null where there is nothing inside. */
  readonly expanded: boolean | null;
}

/** All steps that are drawn, from top to bottom, branches from left to right. */
export const treeOrder = ({ columns, columnsIn, byId }: Drawing): readonly TreeEntry[] => {
  const entries: TreeEntry[] = [];
  const walk = (
    siblings: readonly Column[],
    { level, parent }: Pick<TreeEntry, 'level' | 'parent'>,
  ): void => {
    const size = siblings.reduce((sum, { places }) => sum + places.length, 0);
    let position = 0;
    for (const { places } of siblings)
      for (const place of places) {
        position += 1;
        const inside = columnsIn.get(place);
        const folded = byId.get(place)?.kind === 'folded';
        const expanded = folded ? false : inside === undefined ? null : true;
        entries.push({ place, level, position, size, parent, expanded });
        if (inside !== undefined) walk(inside, { level: level + 1, parent: place });
      }
  };
  walk(
    columns.filter(({ owner }) => owner === null),
    { level: 1, parent: null },
  );
  return entries;
};

export type Direction = 'up' | 'down' | 'left' | 'right' | 'first' | 'last';

/** The step that stands there as it is drawn. */
export const stepTowards = (drawing: Drawing, place: string, direction: Direction): string | null => {
  switch (direction) {
    case 'down':
      return firstInside(drawing, place) ?? below(drawing, place);
    case 'up':
      return above(drawing, place);
    case 'left':
      return beside(drawing, place, -1) ?? drawing.columnOf.get(place)?.owner ?? null;
    case 'right':
      return beside(drawing, place, 1) ?? firstInside(drawing, place);
    case 'first':
      return mainOf(drawing)?.places[0] ?? null;
    case 'last':
      return mainOf(drawing)?.places.at(-1) ?? null;
  }
};

const mainOf = ({ columns }: Drawing): Column | undefined => columns.find(({ owner }) => owner === null);

const firstInside = ({ columnsIn }: Drawing, place: string): string | null =>
  columnsIn.get(place)?.find(({ places }) => places.length > 0)?.places[0] ?? null;

const below = (drawing: Drawing, place: string): string | null => {
  const column = drawing.columnOf.get(place);
  if (column === undefined) return null;
  const next = column.places[column.places.indexOf(place) + 1];
  if (next !== undefined) return next;
  return column.owner === null ? null : below(drawing, column.owner);
};

const above = (drawing: Drawing, place: string): string | null => {
  const column = drawing.columnOf.get(place);
  if (column === undefined) return null;
  const at = column.places.indexOf(place);
  const previous = column.places[at - 1];
  return previous === undefined ? column.owner : lastInside(drawing, previous);
};

/** What stands lowest in the first column of a step, or the step itself. */
const lastInside = (drawing: Drawing, place: string): string => {
  const last = drawing.columnsIn
    .get(place)
    ?.find(({ places }) => places.length > 0)
    ?.places.at(-1);
  return last === undefined ? place : lastInside(drawing, last);
};

/** The step at about the same height in the branch beside this one, or beside one that holds it. */
const beside = (drawing: Drawing, place: string, by: -1 | 1): string | null => {
  const column = drawing.columnOf.get(place);
  if (column === undefined || column.owner === null) return null;
  const siblings = drawing.columnsIn.get(column.owner) ?? [];
  const y = drawing.byId.get(place)?.y ?? 0;
  for (let at = siblings.indexOf(column) + by; at >= 0 && at < siblings.length; at += by) {
    const nearest = nearestTo(drawing, siblings[at]?.places ?? [], y);
    if (nearest !== null) return nearest;
  }
  return beside(drawing, column.owner, by);
};

const nearestTo = ({ byId }: Drawing, places: readonly string[], y: number): string | null => {
  const away = (place: string): number => Math.abs((byId.get(place)?.y ?? 0) - y);
  return places.reduce<string | null>(
    (best, place) => (best === null || away(place) < away(best) ? place : best),
    null,
  );
};
