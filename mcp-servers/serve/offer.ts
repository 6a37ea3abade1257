import type { ToolCaller } from '../../core/ports.ts';

/** What one endpoint offers to one caller, in the words of the protocol. Toolsets make it; serve/ hands it out in both eras. */
export interface Offer {
  readonly name: string;
  readonly title: string;
  readonly version: string;
  /** For the model: what the tools are for. */
  readonly instructions: string | undefined;
  readonly tools: OfferedTools;
  readonly resources?: OfferedResources | undefined;
  readonly prompts?: OfferedPrompts | undefined;
  /** Values that an argument of a prompt or of a resource template may take. */
  readonly complete?: ((params: Values, ask: Exchange) => Promise<Values>) | undefined;
  /** Whether clients are not told of that: it may come to nothing. */
  readonly completesUnsaid?: boolean;
  /** Whether calls may write log messages to the client. */
  readonly logging: boolean;
  /** What callers of the era with sessions are offered, where that is something else. */
  readonly older?: (() => Promise<Offer>) | undefined;
}

/** As JSON has it: passed through unchanged. */
export type Values = Readonly<Record<string, unknown>>;

export interface OfferedPage {
  readonly items: readonly Values[];
  /** The items as a JSON array, written once for all callers that see the same: may be sent as it is. */
  readonly text?: string | undefined;
  readonly nextCursor?: string | undefined;
  /** For how long a client may keep it; lists differ by caller, so it is kept for this one only. */
  readonly ttlMs: number;
}

export interface OfferedTools {
  list(cursor: string | undefined): Promise<OfferedPage>;
  /** Never throws for what the model can mend: that is an answer with `isError`. */
  call(call: ToolCall, exchange: Exchange): Promise<Outcome>;
}

export interface ToolCall {
  readonly name: string;
  readonly arguments: Values;
  readonly meta: Values;
}

export interface OfferedResources {
  list(cursor: string | undefined): Promise<OfferedPage>;
  templates(cursor: string | undefined): Promise<OfferedPage>;
  read(uri: string, exchange: Exchange): Promise<Outcome & { readonly ttlMs?: number }>;
  subscribe?(uri: string): Promise<void>;
  unsubscribe?(uri: string): Promise<void>;
}

export interface OfferedPrompts {
  list(cursor: string | undefined): Promise<OfferedPage>;
  get(name: string, given: Values, exchange: Exchange): Promise<Outcome>;
}

/** The result as the protocol has it, or what has to be asked before there is one. */
export type Outcome =
  | { readonly kind: 'complete'; readonly result: Values }
  | {
      readonly kind: 'inputRequired';
      readonly requests: Readonly<Record<string, Question>>;
      /** The upstream's own, opaque to us. */
      readonly state: string | undefined;
    };

export interface Question {
  readonly method: 'elicitation/create' | 'sampling/createMessage' | 'roots/list';
  readonly params: Values;
}

/** What a call may do while it is under way. */
export interface Exchange {
  readonly signal: AbortSignal;
  readonly requestId: string;
  /** What the client says that it can answer. */
  readonly clientCapabilities: Values;
  progress(params: { readonly progress: number; readonly total?: number; readonly message?: string }): void;
  log(level: string, data: unknown, logger?: string): void;
  /** Asks the client and waits; refused where the client cannot answer. */
  ask(question: Question): Promise<Values>;
  /** Of a retry after `inputRequired`: the answers, and the state that went out with the questions. */
  readonly answers: Readonly<Record<string, Values>> | undefined;
  readonly state: string | undefined;
}

export type Change = 'tools' | 'resources' | 'prompts' | { readonly resource: string };

/** Finds the offer for whoever calls; undefined: this caller has no such toolset. */
export interface Offers {
  find(caller: ToolCaller, toolset: string): Promise<Offer | undefined>;
  /** Tells of changes of a space's toolset, in whatever process they were made. */
  watch(spaceId: string, toolset: string, heard: (change: Change) => void): () => void;
}
