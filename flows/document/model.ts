import type { JsonSchema } from '../../core/connector.ts';

/**
 * A flow's document after reading: every part checked, defaults filled in, names of `use` replaced by what they stand for. The
 * engine compiles from this and never looks at the text again. Expressions are still text: `compile` reports theirs.
 */

/** jq, without the `${ }` around it. */
export type Expression = string;

/** JSON in which a string `${ … }` stands for the value of the expression, and one with `${ … }` inside is put together. */
export type Template = unknown;

/** Fixed, or an expression that gives an ISO 8601 text or an object of units. */
export type Duration = { readonly ms: number } | { readonly expression: Expression };

/** An expression where the document has a text, a template where it has an object. */
export type Mapping = { readonly expression: Expression } | { readonly template: Template };

export interface DataPlan {
  readonly schema?: JsonSchema;
  /** `input.from`, `output.as`, `export.as`. */
  readonly map?: Mapping;
}

export interface FlowDocument {
  readonly dsl: string;
  readonly namespace: string;
  readonly name: string;
  readonly version: string;
  readonly title: string | null;
  readonly summary: string | null;
  readonly tags: Readonly<Record<string, unknown>>;
  readonly metadata: Readonly<Record<string, unknown>>;
  /** `metadata.mode`. */
  readonly mode: 'durable' | 'fast';
  /** `metadata.concurrency`. */
  readonly concurrency: ConcurrencyPlan | null;
  /** `metadata.http`: the address at the gateway that this flow answers. */
  readonly http: HttpBinding | null;
  /** JSON pointers or field names whose values stay out of the journal: `metadata.sensitive`. */
  readonly sensitive: readonly string[];
  readonly input: DataPlan;
  readonly output: DataPlan;
  readonly timeout: Duration | null;
  readonly schedule: Schedule | null;
  readonly secrets: readonly string[];
  readonly tasks: readonly Task[];
  /** As written, for `$workflow.definition`. */
  readonly definition: Readonly<Record<string, unknown>>;
}

export interface ConcurrencyPlan {
  /** Evaluated on the run's input; runs with the same value count together. All of the flow when left out. */
  readonly key: Expression | null;
  readonly max: number;
  readonly policy: 'queue' | 'reject' | 'replace';
}

export interface HttpBinding {
  readonly method: string;
  readonly path: string;
  /** `output`: the flow's output is the answer; `accepted`: 202 with the run's id, at once. */
  readonly respond: 'output' | 'accepted';
  /** Who may call it: whoever has an API key that may run flows, or anybody. */
  readonly access: 'key' | 'anyone';
}

export interface Schedule {
  readonly every?: Duration;
  readonly cron?: string;
  readonly after?: Duration;
  readonly on?: EventStrategy;
}

/** What a task is, besides its kind. */
export interface TaskFrame {
  readonly name: string;
  /** JSON pointer into the document: `/do/0/getPet`. What errors call `instance`. */
  readonly place: string;
  readonly definition: Readonly<Record<string, unknown>>;
  readonly if: Expression | null;
  readonly input: DataPlan;
  readonly output: DataPlan;
  readonly export: DataPlan;
  readonly timeout: Duration | null;
  /** `continue`, `exit`, `end`, or the name of a task beside this one. */
  readonly then: string;
  readonly metadata: Readonly<Record<string, unknown>>;
  /** Those of `use.extensions` that extend this kind of task, in order. */
  readonly extensions: readonly ExtensionPlan[];
}

export interface ExtensionPlan {
  readonly place: string;
  readonly when: Expression | null;
  readonly before: readonly Task[];
  readonly after: readonly Task[];
}

export type Task = TaskFrame & TaskKind;

export type TaskKind =
  | { readonly kind: 'do'; readonly tasks: readonly Task[] }
  | { readonly kind: 'set'; readonly set: Mapping }
  | { readonly kind: 'switch'; readonly cases: readonly SwitchCase[] }
  | {
      readonly kind: 'for';
      readonly each: string;
      readonly at: string;
      readonly in: Expression;
      readonly while: Expression | null;
      readonly tasks: readonly Task[];
    }
  | { readonly kind: 'fork'; readonly compete: boolean; readonly branches: readonly Task[] }
  | { readonly kind: 'try'; readonly tasks: readonly Task[]; readonly catch: CatchPlan }
  | { readonly kind: 'raise'; readonly error: ErrorPlan }
  | { readonly kind: 'wait'; readonly for: Duration }
  | { readonly kind: 'emit'; readonly event: Readonly<Record<string, Template>> }
  | {
      readonly kind: 'listen';
      readonly to: EventStrategy;
      readonly read: 'data' | 'envelope' | 'raw';
      readonly foreach: IteratorPlan | null;
    }
  | { readonly kind: 'call'; readonly call: CallPlan }
  | { readonly kind: 'run'; readonly run: RunPlan; readonly await: boolean; readonly return: ProcessReturn };

export type ProcessReturn = 'stdout' | 'stderr' | 'code' | 'all' | 'none';

export interface SwitchCase {
  readonly name: string;
  /** None: the case that is taken when no other is. */
  readonly when: Expression | null;
  readonly then: string;
}

export interface CatchPlan {
  readonly errors: Readonly<{
    type?: string;
    status?: number;
    instance?: string;
    title?: string;
    detail?: string;
  }>;
  readonly as: string;
  readonly when: Expression | null;
  readonly exceptWhen: Expression | null;
  readonly retry: RetryPlan | null;
  /** None: the error is swallowed and the task's input goes on. */
  readonly tasks: readonly Task[] | null;
}

export interface RetryPlan {
  readonly when: Expression | null;
  readonly exceptWhen: Expression | null;
  readonly delay: Duration | null;
  readonly backoff: 'constant' | 'linear' | 'exponential';
  readonly jitter: { readonly from: Duration; readonly to: Duration } | null;
  readonly limit: {
    readonly count: number | null;
    /** Of one attempt. */
    readonly attempt: Duration | null;
    /** Of all together. */
    readonly duration: Duration | null;
  };
}

export interface ErrorPlan {
  readonly type: Template;
  readonly status: Template;
  readonly title: Template;
  readonly detail: Template;
  readonly instance: Template;
}

export interface EventFilter {
  /** Attributes as templates: `data` with an expression is asked about the event, others are worked out when listening begins. */
  readonly with: Readonly<Record<string, Template>>;
  /** `expect` is undefined where it is left out: the first value that comes is the one to expect then. */
  readonly correlate: Readonly<Record<string, { readonly from: Expression; readonly expect: Template }>>;
}

export type EventStrategy =
  | { readonly kind: 'one'; readonly filters: readonly [EventFilter] }
  | { readonly kind: 'all'; readonly filters: readonly EventFilter[] }
  | {
      readonly kind: 'any';
      /** Empty: every event. */
      readonly filters: readonly EventFilter[];
      readonly until: { readonly expression: Expression } | { readonly events: EventStrategy } | null;
    };

export interface IteratorPlan {
  readonly item: string;
  readonly at: string;
  readonly tasks: readonly Task[];
  readonly output: DataPlan;
  readonly export: DataPlan;
}

export type CallPlan =
  /** `with` holds templates; authentication in it is already the policy itself, not its name. */
  | {
      readonly function: 'http' | 'openapi' | 'asyncapi' | 'grpc' | 'mcp' | 'a2a';
      readonly with: Readonly<Record<string, Template>>;
      /** Of `asyncapi`, out of `with`: what is in it is asked of each message, not when the call begins. */
      readonly subscription?: SubscriptionPlan;
    }
  /** One of `use.functions` or of a catalogue: a task of its own, whose input is `with`. */
  | { readonly function: 'task'; readonly task: Task; readonly with: Template }
  /** One of the catalogue `default`: a flow of the space, of the version with this number. */
  | {
      readonly function: 'flow';
      readonly name: string;
      readonly version: string;
      readonly number: number;
      readonly with: Template;
    }
  | {
      readonly function: 'operation';
      /** `hubspot.createContact`. */
      readonly operation: string;
      /** `metadata.connection`. */
      readonly connection: Template;
      readonly with: Template;
    };

export interface SubscriptionPlan {
  readonly filter: Expression | null;
  readonly amount: number | null;
  readonly for: Duration | null;
  readonly while: Expression | null;
  readonly until: Expression | null;
  readonly foreach: IteratorPlan | null;
}

export type RunPlan =
  | {
      readonly process: 'workflow';
      readonly namespace: string;
      readonly name: string;
      readonly version: string;
      readonly input: Template;
    }
  | {
      readonly process: 'script';
      readonly language: string;
      readonly code: string;
      /** An array, or an object of names. */
      readonly arguments: Template;
      readonly stdin: Template;
      readonly environment: Template;
    }
  | { readonly process: 'shell' | 'container'; readonly with: Readonly<Record<string, Template>> };
