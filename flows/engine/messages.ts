import type { Fault, FaultKind } from './fault.ts';

/** What happens to a run from outside, in the order it is journaled. Every event brings the time with it. */
export type RunEvent =
  | { readonly kind: 'start'; readonly at: number; readonly input: unknown }
  | {
      readonly kind: 'done';
      readonly at: number;
      readonly key: string;
      readonly output: unknown;
      readonly authorization?: unknown;
      /** Values in it that whoever keeps the event has to mask. */
      readonly sensitive?: readonly unknown[];
    }
  | { readonly kind: 'failed'; readonly at: number; readonly key: string; readonly failure: Failure }
  | { readonly kind: 'due'; readonly at: number; readonly key: string }
  | { readonly kind: 'arrived'; readonly at: number; readonly key: string; readonly event: FlowEvent }
  | { readonly kind: 'cancel'; readonly at: number; readonly reason: string };

/** What went wrong outside; where it belongs is known from the key. */
export interface Failure {
  readonly kind: FaultKind;
  readonly detail: string;
  readonly status?: number;
  readonly title?: string;
  readonly more?: Readonly<Record<string, unknown>>;
}

/** A CloudEvent as flows see it. */
export interface FlowEvent {
  readonly specversion: string;
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly time?: string;
  readonly subject?: string;
  readonly data?: unknown;
  readonly [attribute: string]: unknown;
}

/** What the run wants to have done. Each is known by its key until it is done, failed, due or dropped. */
export type Command =
  | {
      readonly kind: 'call';
      readonly key: string;
      /** The same for every attempt: the other side may know a repeated call by it. */
      readonly effect: string;
      readonly place: string;
      readonly function: string;
      /** Of `call: <connector>.<operation>`. */
      readonly operation?: string;
      readonly connection?: unknown;
      readonly with: Readonly<Record<string, unknown>>;
      readonly input: unknown;
      readonly timeoutMs: number | null;
      /** Of `asyncapi`, where messages are received. */
      readonly subscription?: Subscribing;
    }
  | {
      readonly kind: 'run';
      readonly key: string;
      readonly effect: string;
      readonly place: string;
      readonly process: 'workflow' | 'script' | 'shell' | 'container';
      readonly with: Readonly<Record<string, unknown>>;
      readonly await: boolean;
      readonly timeoutMs: number | null;
    }
  | { readonly kind: 'timer'; readonly key: string; readonly at: number }
  | { readonly kind: 'listen'; readonly key: string; readonly place: string; readonly waits: readonly Wait[] }
  /** It is wanted no more: a branch lost, a task ran out of time. */
  | { readonly kind: 'drop'; readonly key: string }
  | { readonly kind: 'emit'; readonly key: string; readonly place: string; readonly event: FlowEvent }
  | { readonly kind: 'end'; readonly status: 'completed'; readonly output: unknown }
  | { readonly kind: 'end'; readonly status: 'faulted'; readonly error: Fault }
  | { readonly kind: 'end'; readonly status: 'cancelled'; readonly reason: string };

/** Which messages are taken, and when it is enough: asked about each as it comes. */
export interface Subscribing {
  readonly amount: number | null;
  readonly forMs: number | null;
  readonly filter?: (message: unknown) => boolean;
  readonly while?: (message: unknown) => boolean;
  readonly until?: (message: unknown) => boolean;
}

/** By what an event can be found for a listener; what is null takes any. The listener itself decides in the end. */
export interface Wait {
  readonly type: string | null;
  readonly subject: string | null;
}

/** A finished task, for the journal and for whoever watches. */
export interface Row {
  readonly kind: 'task' | 'skipped' | 'faulted';
  readonly key: string;
  readonly place: string;
  readonly output: unknown;
  readonly startedAt: number;
  readonly endedAt: number;
  readonly attempt: number;
}

export interface Outcome {
  readonly rows: readonly Row[];
  readonly commands: readonly Command[];
  /** There is more to do without anything from outside: go on when others had their turn. */
  readonly unfinished: boolean;
}
