/** What a client of MCP sends and gets, as it is on the wire. The console is such a client here, so that one sees it. */

export const eras = ['2026-07-28', '2025-11-25'] as const;
export type Era = (typeof eras)[number];

export type Fields = Readonly<Record<string, unknown>>;

export interface WireRequest {
  readonly method: 'POST' | 'DELETE';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Fields | null;
}

export interface WireExchange {
  readonly number: number;
  readonly request: WireRequest;
  /** Null: nothing came back. */
  readonly status: number | null;
  readonly headers: Readonly<Record<string, string>>;
  /** All messages that came, the answer last. */
  readonly messages: readonly Fields[];
  /** What came, where it is no JSON. */
  readonly text: string;
  readonly ms: number;
  /** More may come. */
  readonly open: boolean;
}

export interface WireAnswer {
  readonly result: Fields | undefined;
  readonly error: { readonly code: number; readonly message: string; readonly data?: unknown } | undefined;
  readonly exchange: WireExchange;
  /** It asked, and somebody would not answer, in a revision that has no word for that: nothing more comes. */
  readonly unanswered: boolean;
}

/** What a server wants to know before it goes on. */
export interface Question {
  readonly method: 'elicitation/create' | 'sampling/createMessage';
  readonly params: Fields;
}

/** What can happen while a call is under way. */
export interface During {
  /** The call is given up, and the server is told so. */
  readonly signal: AbortSignal;
  /** Arguments that stand in headers too, by the names of the headers. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Progress, and what it writes into its log. */
  heard?(message: Fields): void;
  /** The answer; null: none, which only a question to a model can have. Thrown when it is withdrawn. */
  ask?(question: Question, signal: AbortSignal): Promise<Fields | null>;
}

export interface Wire {
  call(method: string, params: Fields, during: During): Promise<WireAnswer>;
  /** Nothing more is called. */
  close(): Promise<void>;
}

export const clientInfo = { name: 'app-connect-playground', title: 'Playground', version: '1' };

/** What a person at a playground can do for a server. */
export const capabilities = { elicitation: { form: {}, url: {} }, sampling: {} };

export const questionIn = (message: Fields): Question | undefined => {
  const { method, params } = message;
  return method === 'elicitation/create' || method === 'sampling/createMessage'
    ? { method, params: (params ?? {}) as Fields }
    : undefined;
};
