import type { IncomingMessage, ServerResponse } from 'node:http';
import type { HubError } from '../../core/errors.ts';
import type { Target } from '../../platform/egress/target.ts';
import type { CompiledPipeline } from './pipeline.ts';

/** An application that calls, as policies and upstreams may know it. */
export interface Consumer {
  readonly id: string;
  readonly name: string;
  /** Of the credential that was shown. */
  readonly scopes: ReadonlySet<string>;
  readonly credentialId: string;
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** What goes to the client before the body does; a hook may change both. */
export interface AnswerHead {
  status: number;
  /** Names and values one after the other, in the order they are sent, names in lower case. */
  headers: string[];
  /** Sends it in the place of whoever has made it; left out nearly always. */
  put?: (head: AnswerHead) => void;
}

/** The whole body of an answer, for the few policies that change it. */
export type BodyHook = (body: Buffer, head: AnswerHead) => Buffer | Promise<Buffer>;

/** How a request leaves: what policies changed of it. */
export interface Outgoing {
  method: string;
  /** With its leading slash, without the query. */
  path: string;
  /** With its question mark, or empty. */
  query: string;
  /** By name in lower case; null takes the header away. */
  headers: Map<string, string | null> | null;
  /** Read whole by a policy, and perhaps changed; null lets it stream through. */
  body: Buffer | null;
}

/** One request on its way through a pipeline. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly requestId: string;
  readonly spaceId: string;
  readonly pipeline: CompiledPipeline;
  /** Which of the pipeline's API endpoints it came in at. */
  readonly endpoint: string;
  /** Its path that matched, as it is written: `/orders/*`; left out where a regular expression found it. */
  readonly pattern?: string | undefined;
  /** What the endpoint asks of a consumer: all of them. */
  readonly scopes: readonly string[];
  /** Of the path that matched: `/orders/:id` gives `id`, decoded. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly host: string;
  /** As the client sent it, without what belongs to the space. */
  readonly path: string;
  readonly query: string;
  /** Address of the client, also behind trusted proxies. */
  readonly client: string;
  /** What upstreams are told of the way here: the addresses that are believed, the client's own one last. */
  readonly forwardedFor: string;
  readonly secure: boolean;
  readonly startedAt: number;
  readonly outgoing: Outgoing;
  consumer: Consumer | null;
  /** Run once when the head of the answer is known, in their order. */
  headHooks: ((head: AnswerHead) => void)[] | null;
  /** With one of them the answer is read whole before it is sent, up to the bound of the pipeline. */
  bodyHooks: BodyHook[] | null;
  /** Run once after the answer is out, or was given up. */
  endHooks: ((end: ExchangeEnd) => void)[] | null;
  /** Called when the client has gone before the answer was out. */
  whenGone: (() => void) | null;
  /** Of the upstream that was asked last. */
  service: string | null;
  /** The address of it. */
  target: Target | null;
  /** Of the answer's body, as far as it has gone out. */
  bytes: number;
  /** Why there was no good answer, for the log. */
  failure: HubError | null;
  /** Aborted when the client has gone. */
  signal(): AbortSignal;
  /** Answers with what was thrown, or hangs up where an answer has begun. */
  fail(error: unknown): void;
  /** Somebody is about to read the body: a client that waits to be asked for it is asked. */
  takeBody(): void;
  /** The whole body of the request; throws `body_too_large` beyond the bound. Later policies and the upstream get the same bytes. */
  readBody(maxBytes: number): Promise<Buffer>;
}

export interface ExchangeEnd {
  /** 0 when the client went before there was one. */
  readonly status: number;
  readonly ms: number;
  /** Of the answer. */
  readonly bytes: number;
  readonly service: string | null;
}
