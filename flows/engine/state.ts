import type { Fault } from './fault.ts';
import type { Direction, Node } from './program.ts';
import type { TrialStart } from './trial.ts';

/** Variables that a loop, a catch or a listener brings into scope, the innermost first. */
export interface Scope {
  readonly name: string;
  readonly value: unknown;
  readonly outer: Scope | null;
}

/** What an event must have for one filter, worked out when listening begins. */
export interface Wanted {
  readonly attributes: ReadonlyMap<string, unknown>;
  /** Of correlations that say what they expect. */
  readonly expected: ReadonlyMap<string, unknown>;
}

/**
 * One task under way. Frames form the tree of what the run is doing now; a task that is finished has none. All of them have the
 * same fields, whatever their kind, so that the engine's code meets one shape.
 */
export interface Frame {
  readonly node: Node;
  readonly parent: Frame | null;
  /** Place and iterations: the same after a crash, so it names the task in the journal and its effects outside. */
  readonly key: string;
  /** The key without attempts: what a repeated call is known by. */
  readonly effect: string;
  scope: Scope | null;
  readonly raw: unknown;
  input: unknown;
  /** Before `output.as`, and after it. */
  rawOutput: unknown;
  output: unknown;
  readonly startedAt: number;
  /** The list that runs in it, where it stands, and how often it has gone backwards. */
  list: readonly Node[];
  listKey: string;
  listEffect: string;
  listScope: Scope | null;
  index: number;
  round: number;
  /** What is gone through, and which of it is at work. */
  items: unknown[];
  at: number;
  /** `try`: attempts made, and the error that its handler is at. */
  attempt: number;
  caught: Fault | null;
  /** Those that run in it now: one, but for a fork. */
  readonly children: Frame[];
  results: unknown[];
  /** `listen`: what each correlation expects, and which filters have had their event. */
  expected: Map<string, unknown> | null;
  heard: Set<number> | null;
  wanted: readonly Wanted[] | null;
  /** The keys under which something outside is awaited. */
  readonly waits: string[];
  authorization: unknown;
  /** It is finished, failed or was stopped: what was still queued for it is dropped. */
  over: boolean;
  skipped: boolean;
}

export type RunStatus = 'running' | 'completed' | 'faulted' | 'cancelled';

export interface RunState {
  readonly id: string;
  /** Of the latest event: the only time there is. */
  now: number;
  startedAt: number;
  input: unknown;
  context: unknown;
  secrets: Readonly<Record<string, unknown>>;
  /** Of the space, as they were when the run began: `$ENV`. */
  readonly variables: Readonly<Record<string, unknown>>;
  status: RunStatus;
  root: Frame | null;
  /** Of a flow that is tried out: where it begins, until it is there. */
  ahead: TrialStart | null;
  /** Frames that wait for something, by key. */
  readonly waiting: Map<string, Frame>;
  /** Tasks begun so far: a run that goes round for ever is stopped by this. */
  tasks: number;
  /** The latest output that was looked at for its size: what passes it on need not do so again. */
  looked: unknown;
  /** What the engine still has to do by itself; not empty between two steps where others had to have their turn. */
  readonly todo: Task[];
}

/** One piece of work inside a step. */
export type Task =
  | { readonly kind: 'enter'; readonly frame: Frame }
  | {
      readonly kind: 'finish';
      readonly frame: Frame;
      readonly output: unknown;
      readonly direction: Direction;
    };

export interface NewRun {
  readonly id: string;
  readonly secrets?: Readonly<Record<string, unknown>>;
  readonly variables?: Readonly<Record<string, unknown>>;
}

const none = {};

export const newRun = ({ id, secrets = none, variables = none }: NewRun): RunState => ({
  id,
  now: 0,
  startedAt: 0,
  input: null,
  context: null,
  secrets,
  variables,
  status: 'running',
  root: null,
  ahead: null,
  waiting: new Map(),
  tasks: 0,
  looked: undefined,
  todo: [],
});

export interface FrameParts {
  readonly node: Node;
  readonly parent: Frame | null;
  readonly key: string;
  readonly effect: string;
  readonly scope: Scope | null;
  readonly raw: unknown;
  readonly now: number;
}

export const newFrame = ({ node, parent, key, effect, scope, raw, now }: FrameParts): Frame => ({
  node,
  parent,
  key,
  effect,
  scope,
  raw,
  input: raw,
  rawOutput: null,
  output: null,
  startedAt: now,
  list: [],
  listKey: '',
  listEffect: '',
  listScope: null,
  index: -1,
  round: 0,
  items: [],
  at: -1,
  attempt: 0,
  caught: null,
  children: [],
  results: [],
  expected: null,
  heard: null,
  wanted: null,
  waits: [],
  authorization: null,
  over: false,
  skipped: false,
});
