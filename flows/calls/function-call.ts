/** One call of a function that the DSL itself has, and what came of it. */

export type FunctionName = 'http' | 'openapi' | 'asyncapi' | 'grpc' | 'mcp' | 'a2a';

export interface FunctionCall {
  readonly spaceId: string;
  readonly function: FunctionName;
  /** Its expressions worked out. */
  readonly with: Readonly<Record<string, unknown>>;
  /** The task's input: what `{name}` in an address stands for. */
  readonly input: unknown;
  /** By name, as far as the flow may use them. */
  readonly secrets: Readonly<Record<string, unknown>>;
  /** The same for every attempt. */
  readonly idempotencyKey: string;
  readonly signal: AbortSignal;
  /** Of `asyncapi`, where messages are received. */
  readonly subscription?: Subscription;
}

/** Which messages are taken, and when it is enough. Expressions are asked about `{ payload, headers, correlationId }`. */
export interface Subscription {
  readonly amount: number | null;
  readonly forMs: number | null;
  readonly filter?: (message: unknown) => boolean;
  readonly while?: (message: unknown) => boolean;
  readonly until?: (message: unknown) => boolean;
}

/** `$authorization`: how the call was authorised. */
export interface Authorization {
  readonly scheme: string;
  readonly parameter: string;
}

export interface FunctionAnswer {
  readonly output: unknown;
  readonly authorization?: Authorization;
}

/** Throws the fault of the task (engine/fault.ts) when the call did not work. */
export type CarryOut = (call: FunctionCall) => Promise<FunctionAnswer>;
