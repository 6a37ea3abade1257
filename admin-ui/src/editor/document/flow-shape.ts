/** A flow as a person sees it: steps in blocks. Made from its text, and never changed. */

export type StepKind =
  | 'call'
  | 'do'
  | 'emit'
  | 'for'
  | 'fork'
  | 'listen'
  | 'raise'
  | 'run'
  | 'set'
  | 'switch'
  | 'try'
  | 'wait'
  /** Of a newer version, or just being typed. */
  | 'unknown';

export interface FlowShape {
  /** The whole document as plain data. */
  readonly value: Readonly<Record<string, unknown>>;
  /** What stands under `do`. */
  readonly main: Block;
  /** Every step by its place. */
  readonly steps: ReadonlyMap<string, Step>;
}

/** Steps one after the other. */
export interface Block {
  /** JSON pointer of the list: `/do`, `/do/2/loop/do`. */
  readonly place: string;
  readonly steps: readonly Step[];
}

export interface Step {
  /** JSON pointer, as findings, journals and errors have it: `/do/0/ask`. */
  readonly place: string;
  readonly name: string;
  readonly kind: StepKind;
  /** As written: plain data. */
  readonly task: Readonly<Record<string, unknown>>;
  /** `continue` where nothing is said. */
  readonly then: string;
  readonly inner: readonly Inner[];
  /** Of a switch, in order. */
  readonly cases: readonly Case[];
}

export interface Inner {
  /** `branches`: each step of the block goes on its own. */
  readonly role: 'do' | 'try' | 'catch' | 'each' | 'branches';
  readonly block: Block;
}

export interface Case {
  readonly place: string;
  readonly name: string;
  /** None: taken when no other is. */
  readonly when: string | null;
  readonly then: string;
}

/** Why a text cannot be read, and where. Lines and columns begin at 1. */
export interface TextMistake {
  readonly message: string;
  readonly line: number;
  readonly column: number;
}

/** Where a step goes: before the step that stands there now, or behind the last one. */
export interface Spot {
  /** JSON pointer of the block. */
  readonly block: string;
  readonly index: number;
}
