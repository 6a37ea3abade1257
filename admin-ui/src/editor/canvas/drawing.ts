import type { Inner, Spot, Step } from '../document/flow-shape.ts';

/** A flow as it is drawn: boxes, lines between them, and where something can be added. */

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Box {
  /** The step's place; others are named after what they belong to. */
  readonly id: string;
  readonly kind:
    | 'trigger'
    | 'card'
    /** Holds steps, with a header. */
    | 'frame'
    /** One of several blocks of a frame. */
    | 'part'
    /** Stands for all that it holds. */
    | 'folded'
    /** A block with nothing in it. */
    | 'empty'
    /** The way ends here. */
    | 'stop'
    | 'end';
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** How many frames it stands in. */
  readonly depth: number;
  /** Of a card, a frame or a folded one. */
  readonly step: Step | null;
  /** Of a part. */
  readonly role: Inner['role'] | null;
  /** Of a stop. */
  readonly then: string;
  /** Of a folded one: how many steps are not to be seen. */
  readonly hidden: number;
  /** Of an empty one. */
  readonly plus: Plus | null;
}

/** Where something comes in, and which way it becomes part of. */
export interface Plus {
  readonly id: string;
  readonly spot: Spot;
  readonly x: number;
  readonly y: number;
  /** The step that the way comes from, if it comes from one. */
  readonly after: string | null;
  /** The step that the way leads to. */
  readonly before: string | null;
  /** The switch whose branches meet above. */
  readonly meeting: string | null;
  /** Of a switch whose branches are drawn beside each other: the cases that lead here, and whether what none takes does. */
  readonly branch: {
    readonly step: string;
    readonly cases: readonly string[];
    readonly open: boolean;
    readonly empty: boolean;
  } | null;
}

export interface Line {
  readonly id: string;
  /** `jump`: it leads elsewhere than to what is drawn next. */
  readonly kind: 'way' | 'jump';
  readonly points: readonly Point[];
  /** Boxes that it joins. */
  readonly from: string;
  readonly to: string;
  readonly label: string;
  /** Of the step whose case, branch or target the label names. */
  readonly labelAt: Point | null;
  readonly plus: Plus | null;
}

/** Steps one below the other. */
export interface Column {
  readonly id: string;
  /** The step that holds it; null for the flow's own. */
  readonly owner: string | null;
  readonly places: readonly string[];
}

export interface Drawing {
  readonly boxes: readonly Box[];
  readonly lines: readonly Line[];
  readonly columns: readonly Column[];
  readonly byId: ReadonlyMap<string, Box>;
  /** The column that a step stands in, by its place. */
  readonly columnOf: ReadonlyMap<string, Column>;
  /** The columns that a step holds, from left to right. */
  readonly columnsIn: ReadonlyMap<string, readonly Column[]>;
  /** Of all that is drawn; its top is at 0. */
  readonly left: number;
  readonly width: number;
  readonly height: number;
}
