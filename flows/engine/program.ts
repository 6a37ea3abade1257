import type { Pattern } from '../../core/schema/pattern.ts';
import type { Validate } from '../../core/schema/schema-set.ts';
import type { FlowDocument, Task } from '../document/model.ts';
import type { FindSensitive } from './sensitive.ts';
import type { Frame, RunState } from './state.ts';
import type { Trial } from './trial.ts';
import type { VariableUse } from './variable-uses.ts';

/** Works a value out of the data at hand, with the variables of the frame. */
export type Evaluate = (data: unknown, frame: Frame, run: RunState) => unknown;

/** Where a task leads: to the next one, out of its list, to the end of the run, or to an index in its list. */
export const goOn = -1;
export const leave = -2;
export const finish = -3;
export type Direction = number;

export interface DataStep {
  readonly map: Evaluate | null;
  readonly check: Validate | null;
}

/** A task, compiled. */
export type Node = NodeFrame & NodeKind;

export interface NodeFrame {
  readonly name: string;
  /** The name as a step of a key. */
  readonly step: string;
  readonly place: string;
  readonly task: Task | null;
  readonly definition: unknown;
  readonly if: Evaluate | null;
  readonly input: DataStep;
  readonly output: DataStep;
  readonly export: DataStep;
  /** In milliseconds. */
  readonly timeout: Evaluate | null;
  readonly then: Direction;
  /** None of `input`, `output`, `export`, `timeout`, `if` is used: most tasks. */
  readonly plain: boolean;
}

export type NodeKind =
  | { readonly kind: 'do'; readonly tasks: readonly Node[] }
  | { readonly kind: 'set'; readonly value: Evaluate }
  | { readonly kind: 'switch'; readonly cases: readonly Case[]; readonly otherwise: Direction | null }
  | {
      readonly kind: 'for';
      readonly each: string;
      readonly at: string;
      readonly in: Evaluate;
      readonly while: Evaluate | null;
      readonly tasks: readonly Node[];
    }
  | { readonly kind: 'fork'; readonly compete: boolean; readonly branches: readonly Node[] }
  | { readonly kind: 'try'; readonly tasks: readonly Node[]; readonly handler: Handler }
  /** `final`: no `catch` takes it. */
  | { readonly kind: 'raise'; readonly error: Evaluate; readonly final?: true }
  | { readonly kind: 'wait'; readonly ms: Evaluate }
  | { readonly kind: 'emit'; readonly event: Evaluate }
  | {
      readonly kind: 'listen';
      readonly hears: Hearing;
      readonly read: 'data' | 'envelope' | 'raw';
      readonly foreach: Iteration | null;
    }
  | {
      readonly kind: 'call';
      readonly function: string;
      readonly operation: string | null;
      readonly with: Evaluate;
      readonly connection: Evaluate | null;
      readonly subscription: Subscription | null;
    }
  /** A function of the document's own: a task that has `with` for its input. */
  | { readonly kind: 'function'; readonly with: Evaluate; readonly tasks: readonly Node[] }
  | {
      readonly kind: 'run';
      readonly process: 'workflow' | 'script' | 'shell' | 'container';
      readonly with: Evaluate;
      /** Of a script. */
      readonly code: string | null;
      readonly await: boolean;
      readonly return: string;
    }
  /** A task with what `use.extensions` puts around it. */
  | { readonly kind: 'extended'; readonly inner: Node; readonly around: readonly Around[] };

export interface Around {
  readonly when: Evaluate | null;
  readonly before: readonly Node[];
  readonly after: readonly Node[];
}

export interface Case {
  readonly when: Evaluate;
  readonly then: Direction;
}

export interface Handler {
  readonly type: string | null;
  readonly status: number | null;
  readonly instance: string | null;
  readonly title: string | null;
  readonly detail: string | null;
  readonly as: string;
  readonly when: Evaluate | null;
  readonly exceptWhen: Evaluate | null;
  readonly retry: Retry | null;
  readonly tasks: readonly Node[] | null;
}

export interface Retry {
  readonly when: Evaluate | null;
  readonly exceptWhen: Evaluate | null;
  readonly delay: Evaluate | null;
  readonly backoff: 'constant' | 'linear' | 'exponential';
  readonly jitter: readonly [from: Evaluate, to: Evaluate] | null;
  readonly count: number | null;
  readonly attemptMs: Evaluate | null;
  readonly totalMs: Evaluate | null;
}

export interface Subscription {
  readonly amount: number | null;
  readonly ms: Evaluate | null;
  readonly filter: Evaluate | null;
  readonly while: Evaluate | null;
  readonly until: Evaluate | null;
  readonly foreach: Iteration | null;
}

export interface Iteration {
  readonly item: string;
  readonly at: string;
  readonly tasks: readonly Node[];
  readonly output: DataStep;
  readonly export: DataStep;
}

/** Filters in one list: first those that count, then those of `until`. */
export interface Hearing {
  readonly kind: 'one' | 'all' | 'any';
  readonly filters: readonly Filter[];
  /** How many of the filters count; the others end the listening. */
  readonly counted: number;
  /** No filter at all: every event counts. */
  readonly every: boolean;
  /** The same for `until`: every event is the end. */
  readonly untilEvery: boolean;
  readonly until: Evaluate | null;
  readonly untilKind: 'one' | 'all' | 'any' | null;
  /** With neither, `any` is over after one event. */
  readonly once: boolean;
}

export interface Filter {
  /** Of each attribute: the value it must have, worked out when listening begins; a text may be a regular expression. */
  readonly attributes: readonly (readonly [name: string, value: Evaluate])[];
  /** Asked about the data of an event; what is not an expression that asks must be the data itself. */
  readonly data: { readonly ask: Evaluate; readonly asks: boolean } | null;
  /** Attributes that are regular expressions, compiled when they are first met. */
  readonly patterns: { readonly patterns: Map<string, Pattern | null>; readonly notes: Set<string> };
  readonly correlate: readonly Correlation[];
}

export interface Correlation {
  readonly name: string;
  readonly from: Evaluate;
  readonly expect: Evaluate | null;
}

export interface Program {
  readonly document: FlowDocument;
  /** The flow itself: a `do` around its tasks. */
  readonly root: Node;
  readonly concurrencyKey: Evaluate | null;
  /** What must stay out of the journal: null where nothing is. */
  readonly sensitive: { readonly input: FindSensitive | null; readonly anywhere: FindSensitive | null };
  /** `schedule.on`. */
  readonly trigger: Hearing | null;
  /** What its expressions read of the space's variables; empty for most flows, which then need none. */
  readonly variables: readonly VariableUse[];
  /** Places of expressions that read how a call was authorised: what is read must still be known after a crash. */
  readonly authorization: readonly string[];
  /** Of a flow that is tried out: where it begins, and where it is over. */
  readonly trial: Pick<Trial, 'from' | 'until'> | null;
}
