import type { IncomingMessage, ServerResponse } from 'node:http';
import { HubError, type ErrorCode } from '../../../core/errors.ts';
import type { Target } from '../../../platform/egress/target.ts';
import { sendProblem, toHubError } from '../../http/problem.ts';
import type { AnswerHead, BodyHook, Consumer, Exchange, ExchangeEnd, Outgoing } from '../exchange.ts';
import { hookedHeaders } from '../answers/hooks.ts';
import { bodyTooLarge, mostBodyBytes } from '../bodies/body-limit.ts';
import { parametersOf } from '../match/path-pattern.ts';
import type { Match } from '../match/endpoints.ts';
import type { CompiledPipeline } from '../pipeline.ts';

export interface Arrived {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly requestId: string;
  readonly host: string;
  /** Of its space, spelled in one way only. */
  readonly path: string;
  readonly query: string;
  readonly client: string;
  readonly forwardedFor: string;
  readonly secure: boolean;
  readonly startedAt: number;
  readonly match: Match;
}

const noBytes = Buffer.alloc(0);

/** A class, and the fields that few policies ask for are made when they do: one is made for each request. */
export class ServedExchange implements Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly requestId: string;
  readonly pipeline: CompiledPipeline;
  readonly host: string;
  readonly path: string;
  readonly query: string;
  readonly client: string;
  readonly forwardedFor: string;
  readonly secure: boolean;
  readonly startedAt: number;
  readonly match: Match;
  readonly outgoing: Outgoing;
  consumer: Consumer | null = null;
  headHooks: ((head: AnswerHead) => void)[] | null = null;
  bodyHooks: BodyHook[] | null = null;
  endHooks: ((end: ExchangeEnd) => void)[] | null = null;
  whenGone: (() => void) | null = null;
  service: string | null = null;
  target: Target | null = null;
  failure: HubError | null = null;
  bytes = 0;
  #parameters: Readonly<Record<string, string>> | null = null;
  #abort: AbortController | null = null;
  #body: Promise<Buffer> | null = null;

  constructor(arrived: Arrived) {
    this.request = arrived.request;
    this.response = arrived.response;
    this.requestId = arrived.requestId;
    this.pipeline = arrived.match.endpoint.pipeline;
    this.host = arrived.host;
    this.path = arrived.path;
    this.query = arrived.query;
    this.client = arrived.client;
    this.forwardedFor = arrived.forwardedFor;
    this.secure = arrived.secure;
    this.startedAt = arrived.startedAt;
    this.match = arrived.match;
    this.outgoing = {
      method: arrived.request.method ?? 'GET',
      path: arrived.path,
      query: arrived.query,
      headers: null,
      body: null,
    };
  }

  get spaceId(): string {
    return this.pipeline.spaceId;
  }

  get endpoint(): string {
    return this.match.endpoint.name;
  }

  get pattern(): string | undefined {
    return this.match.path?.text;
  }

  get scopes(): readonly string[] {
    return this.match.endpoint.scopes;
  }

  get parameters(): Readonly<Record<string, string>> {
    this.#parameters ??= this.match.path === null ? {} : parametersOf(this.match.path, this.path);
    return this.#parameters;
  }

  signal(): AbortSignal {
    this.#abort ??= new AbortController();
    if (this.response.destroyed) this.#abort.abort();
    return this.#abort.signal;
  }

  /** The client has gone before the answer was out. */
  leave(): void {
    this.#abort?.abort();
    this.whenGone?.();
  }

  /** The answer is out, or was given up. */
  end(status: number): void {
    if (this.endHooks === null) return;
    const { bytes, service } = this;
    const end = { status, ms: performance.now() - this.startedAt, bytes, service };
    for (const hook of this.endHooks) hook(end);
  }

  fail(error: unknown): void {
    const failure = toHubError(error);
    this.failure = failure;
    if (this.response.headersSent || this.response.destroyed) this.response.destroy();
    else {
      const told = asClientsSee(failure);
      try {
        hookedHeaders(this, told.status);
        sendProblem(this.response, told, this.requestId);
      } catch {
        // A header that cannot be sent, of HTTP/2 for example: there is nobody left who could be told, and the process goes on.
        this.response.destroy();
      }
    }
  }

  takeBody(): void {
    if (this.request.headers.expect !== undefined) this.response.writeContinue();
  }

  readBody(maxBytes: number): Promise<Buffer> {
    const most = Math.min(maxBytes, this.pipeline.bodyBytes ?? mostBodyBytes);
    // A plug-in has read it; what is left of it is what goes on.
    this.#body ??= this.request.readableEnded ? Promise.resolve(noBytes) : this.#read(most);
    return this.#body.then(() => {
      const body = this.outgoing.body ?? noBytes;
      if (body.length > most) throw bodyTooLarge(most);
      return body;
    });
  }

  #read(maxBytes: number): Promise<Buffer> {
    const { request, outgoing } = this;
    const announced = Number(request.headers['content-length'] ?? 0);
    if (announced > maxBytes) return Promise.reject(bodyTooLarge(maxBytes));
    this.takeBody();
    return new Promise((resolve, reject) => {
      const chunks: Buffer[] = [];
      let bytes = 0;
      request.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes > maxBytes) {
          request.pause();
          reject(bodyTooLarge(maxBytes));
        } else chunks.push(chunk);
      });
      request.once('end', () => {
        const [first] = chunks;
        outgoing.body ??= chunks.length === 1 && first !== undefined ? first : Buffer.concat(chunks);
        resolve(outgoing.body);
      });
      request.once('close', () =>
        reject(new HubError('cancelled', 'The client went away before its request was whole.')),
      );
    });
  }
}

const ofUpstreams: Readonly<Partial<Record<ErrorCode, readonly [ErrorCode, string]>>> = {
  egress_refused: ['egress_failed', 'The service behind this address cannot be reached.'],
  egress_failed: ['egress_failed', 'The service behind this address cannot be reached.'],
  egress_timeout: ['egress_timeout', 'The service behind this address did not answer in time.'],
  egress_too_large: ['egress_too_large', 'The service behind this address answered with too much.'],
};

/** Where an upstream is, and why it failed, is for the log: clients are strangers. */
const asClientsSee = (failure: HubError): HubError => {
  const said = ofUpstreams[failure.code];
  return said === undefined ? failure : new HubError(...said);
};
