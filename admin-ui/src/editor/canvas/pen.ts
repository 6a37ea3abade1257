import type { Arranged, Item, Jump } from '../document/branches.ts';
import type { Block, Step } from '../document/flow-shape.ts';
import type { Box, Column, Line, Plus, Point } from './drawing.ts';

/** What the parts of the layout share: each is measured first, and drawn once its position is known. */

/** Something that will be drawn around an axis. */
export interface Sketch {
  readonly left: number;
  readonly right: number;
  readonly height: number;
  /** Which one of its block it is; null where nothing is added beside it. */
  readonly index: number | null;
  /** Which one the last one of its block is that is drawn with it. */
  readonly lastIndex?: number;
  readonly step: Step | null;
  /** The box that a line from above reaches. */
  readonly first: string;
  /** Where the way leaves it at its lower end; null where none does. */
  readonly out: Leaving | null;
  draw(axis: number, top: number): void;
}

export interface Leaving {
  readonly id: string;
  readonly label: string;
  /** The one step that it comes from. */
  readonly after: string | null;
  /** The switch whose branches meet there. */
  readonly meeting?: string;
}

export interface Place {
  readonly block: Block;
  readonly depth: number;
  /** The step that holds the column, and the column's name. */
  readonly owner: string | null;
  readonly column: string;
  /** What comes after the last one: the branches of a switch meet there. */
  readonly meets: Step | null;
  /** Of a branch. */
  readonly branch: Plus['branch'];
  /** Where the case of a branch leads. */
  readonly then: string;
  /** Where a first step would stand. */
  readonly emptyAt: number;
  /** Nothing can be added: a branch of a fork is one step. */
  readonly closed: boolean;
  /** From its upper edge to the first box, and from the last box to its lower edge. */
  readonly above: number;
  readonly below: number;
}

export interface Stack {
  readonly left: number;
  readonly right: number;
  readonly height: number;
  readonly goesOn: boolean;
  draw(axis: number, top: number, ends: Ends): void;
}

/** Where the line into a column comes from, and where the one out of it goes. */
export interface Ends {
  readonly from: Leaving & { readonly at: Point };
  readonly to: { readonly id: string; readonly at: Point };
}

export interface Pen {
  readonly boxes: Box[];
  readonly lines: Line[];
  readonly columns: Column[];
  /** Drawn at the end: where they lead has to be known first. */
  readonly jumps: { readonly jump: Jump; readonly lane: number }[];
  readonly folded: ReadonlySet<string>;
  arrange(block: Block): Arranged;
  stack(arranged: Arranged, place: Place): Stack;
  sketch(item: Item, place: Place): Sketch;
}

/** Which one of its block a step is. */
export const indexIn = ({ place }: Block, step: Step): number => {
  const from = place.length + 1;
  const end = step.place.indexOf('/', from);
  return Number(step.place.slice(from, end < 0 ? undefined : end));
};

export const stepOf = (item: Item): Step => ('step' in item ? item.step : item.switch);

const plain = { step: null, role: null, then: '', hidden: 0, plus: null } as const;
type Given = Pick<Box, 'id' | 'kind' | 'x' | 'y' | 'width' | 'height' | 'depth'> & Partial<Box>;

/** All boxes have all fields, so that two of them are compared quickly. */
export const boxOf = (given: Given): Box => ({ ...plain, ...given });

/** Across soon after ways part, so that there is room for names below. */
const bend = 16;

interface Joined extends Ends {
  readonly plus: Plus | null;
}

/** Down along the axis of a column, and across to it and from it where it is not the one of the ends. */
export const join = (pen: Pen, axis: number, { from, to, plus }: Joined): void => {
  const points: Point[] = [from.at];
  if (from.at.x !== axis)
    points.push({ x: from.at.x, y: from.at.y + bend }, { x: axis, y: from.at.y + bend });
  if (to.at.x !== axis) points.push({ x: axis, y: to.at.y });
  points.push(to.at);
  const labelAt = from.label === '' ? null : { x: axis, y: from.at.y + bend + 20 };
  const id = plus?.id ?? `${from.id}>${to.id}`;
  pen.lines.push({ id, kind: 'way', points, from: from.id, to: to.id, label: from.label, labelAt, plus });
};
