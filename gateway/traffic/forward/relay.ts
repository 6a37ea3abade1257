import type { ServerResponse } from 'node:http';
import { HubError } from '../../../core/errors.ts';
import type { Controller, ReceivedHeaders, Receiver } from '../../../platform/egress/pools.ts';
import { removeHeader, setHeader } from '../answers/answer-head.ts';
import type { AnswerHead, Exchange } from '../exchange.ts';
import { answerHeaders, answerTrailers } from './answer-headers.ts';
import type { Outcome } from './destination.ts';
import { neverConnected } from './never-connected.ts';

export interface RelayEnd {
  /** True takes over: there will be another try, and nothing has gone to the client. */
  retries(outcome: Outcome): boolean;
  ended(outcome: Outcome, error: Error | null): void;
}

/** Short bodies go out in one write with their head; a string is what Node joins to it without a second buffer. */
const shortBytes = 4_096;
const defaultHeldBytes = 1_048_576;

/**
 * Writes an upstream's answer straight into the client's: no stream and no Headers object between. A class, because its one
 * object is all there is for each request.
 */
export class Relay implements Receiver {
  readonly #exchange: Exchange;
  readonly #response: ServerResponse;
  readonly #end: RelayEnd;
  readonly #startedAt = performance.now();
  #controller: Controller | null = null;
  #status = 0;
  /** What the other side announced; -1 where it did not. */
  #length = -1;
  #sent = false;
  #over = false;
  #gone = false;
  #resume: (() => void) | null = null;
  #held: Buffer[] | null = null;
  #heldBytes = 0;
  #head: AnswerHead | null = null;

  constructor(exchange: Exchange, end: RelayEnd) {
    this.#exchange = exchange;
    this.#response = exchange.response;
    this.#end = end;
    exchange.whenGone = this.#leave;
  }

  readonly #leave = (): void => {
    this.#gone = true;
    if (!this.#over) this.#controller?.abort(new HubError('cancelled', 'The client has gone.'));
  };

  abort(error: Error): void {
    if (this.#controller === null) this.onResponseError(null, error);
    else this.#controller.abort(error);
  }

  onRequestStart(controller: Controller): void {
    this.#controller = controller;
    if (this.#gone || this.#over) controller.abort(new HubError('cancelled', 'The client has gone.'));
  }

  onResponseStart(controller: Controller, status: number, received: ReceivedHeaders): void {
    if (status < 200 || this.#over) return;
    this.#status = status;
    if (this.#end.retries(this.#outcome(null))) {
      this.#over = true;
      controller.abort(new HubError('cancelled', 'Another try is made.'));
      return;
    }
    const { headHooks, bodyHooks } = this.#exchange;
    const headers = answerHeaders(received);
    if (headHooks === null && bodyHooks === null) {
      const length = received['content-length'];
      if (typeof length === 'string') this.#length = Number(length);
      this.#sent = true;
      this.#response.writeHead(status, headers);
      return;
    }
    this.#head = { status, headers };
    for (const hook of headHooks ?? []) hook(this.#head);
    if (bodyHooks === null) this.#sendHead(this.#head);
    else if (received['content-encoding'] !== undefined && received['content-encoding'] !== 'identity')
      controller.abort(packed());
    else this.#held = [];
  }

  #sendHead(head: AnswerHead): void {
    this.#sent = true;
    if (head.put === undefined) this.#response.writeHead(head.status, head.headers);
    else head.put(head);
  }

  onResponseData(controller: Controller, chunk: Buffer): void {
    if (this.#over) return;
    if (this.#held !== null) {
      this.#heldBytes += chunk.length;
      if (this.#heldBytes > (this.#exchange.pipeline.answerBytes ?? defaultHeldBytes))
        controller.abort(tooLong(this.#exchange));
      else this.#held.push(chunk);
      return;
    }
    this.#exchange.bytes += chunk.length;
    if (chunk.length === this.#length) {
      // The whole body is here: what undici reports as the end of it is only noted.
      if (chunk.length <= shortBytes) this.#response.end(chunk.toString('latin1'), 'latin1');
      else this.#response.end(chunk);
      return;
    }
    if (this.#response.write(chunk)) return;
    controller.pause();
    this.#resume ??= () => controller.resume();
    this.#response.once('drain', this.#resume);
  }

  onResponseEnd(_controller: Controller, trailers: ReceivedHeaders): void {
    if (this.#over) return;
    this.#over = true;
    this.#end.ended(this.#outcome(null), null);
    if (this.#held !== null) void this.#sendHeld();
    else if (!this.#response.writableEnded) {
      const behind = answerTrailers(trailers);
      // All at once: each call takes the place of the one before.
      if (behind.length > 0) this.#response.addTrailers(behind);
      this.#response.end();
    }
  }

  async #sendHeld(): Promise<void> {
    const head = this.#head as AnswerHead;
    try {
      let body: Buffer = Buffer.concat(this.#held ?? []);
      for (const hook of this.#exchange.bodyHooks ?? []) body = await hook(body, head);
      if (this.#gone) return;
      const bodiless = this.#exchange.request.method === 'HEAD' || head.status === 204 || head.status === 304;
      if (bodiless) removeHeader(head, 'content-length');
      else setHeader(head, 'content-length', String(body.length));
      this.#sendHead(head);
      if (!bodiless) this.#exchange.bytes += body.length;
      this.#response.end(bodiless ? undefined : body);
    } catch (error) {
      this.#exchange.fail(error);
    }
  }

  onResponseError(_controller: Controller | null, error: Error): void {
    if (this.#over) return;
    this.#over = true;
    const outcome = this.#outcome(this.#gone ? 'gone' : failureOf(error, this.#status));
    if (!this.#sent && !this.#gone && this.#end.retries(outcome)) return;
    this.#end.ended(outcome, error);
    if (this.#gone) return;
    // The client must not take half an answer for a whole one.
    if (this.#sent) this.#response.destroy();
    // By then it has been put into words that clients may see.
    else this.#exchange.fail(this.#exchange.failure ?? error);
  }

  #outcome(failure: Outcome['failure']): Outcome {
    return {
      status: this.#status === 0 || failure !== null ? null : this.#status,
      failure,
      ms: performance.now() - this.#startedAt,
    };
  }
}

const failureOf = (error: Error, status: number): Outcome['failure'] => {
  const inner = error instanceof HubError && error.cause !== undefined ? error.cause : error;
  const { code = '' } = inner as { readonly code?: string };
  if (neverConnected(inner)) return 'connect';
  const late = code === 'UND_ERR_HEADERS_TIMEOUT' || code === 'UND_ERR_BODY_TIMEOUT';
  if (late || code === 'egress_timeout') return 'timeout';
  return status === 0 && wasKept(inner) ? 'closed' : 'reset';
};

const ends: ReadonlySet<string> = new Set(['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE']);

/** Something had come on this connection before: it was kept. */
const wasKept = (error: unknown): boolean => {
  const { code = '', socket } = error as {
    readonly code?: string;
    readonly socket?: { readonly bytesRead?: number };
  };
  return ends.has(code) && (socket?.bytesRead ?? 0) > 0;
};

const packed = (): HubError =>
  new HubError(
    'egress_failed',
    'The upstream packed its answer although it was asked not to, and a policy has to read it.',
  );

const tooLong = ({ pipeline }: Exchange): HubError =>
  new HubError(
    'egress_too_large',
    `The answer is longer than the ${pipeline.answerBytes ?? defaultHeldBytes} bytes that a policy reads at most.`,
  );
