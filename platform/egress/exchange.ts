import { Readable } from 'node:stream';
import { HubError } from '../../core/errors.ts';
import { asEgressError } from './failure.ts';
import type { Controller, ReceivedHeaders, Receiver } from './pools.ts';
import { tooLarge } from './unpack.ts';

export interface ExchangeOptions {
  readonly origin: string;
  readonly method: string;
  readonly maxBytes: number;
  /** Until the last byte; Infinity for none. */
  readonly totalMs: number;
  readonly signal: AbortSignal | undefined;
  /** Once, when the last byte is here or it is certain that it will not come. */
  done(failure: HubError | undefined): void;
}

export interface Head {
  readonly status: number;
  readonly headers: ReceivedHeaders;
}

type Reader =
  | { readonly kind: 'none' }
  | { readonly kind: 'whole'; resolve(bytes: Buffer): void; reject(error: Error): void }
  | { readonly kind: 'stream'; readonly stream: Readable }
  | { readonly kind: 'discard' };

/** So much of a body is taken in before anybody asks for it. */
const heldBytes = 65_536;

/**
 * One request and its answer on a connection: limits, cancelling, and a body that is collected or streamed as its
 * reader wants. A class, because on the hot path its one object is all there is for each request.
 */
export class Exchange implements Receiver {
  readonly head = Promise.withResolvers<Head>();
  readonly #options: ExchangeOptions;
  readonly #timer: NodeJS.Timeout | undefined;
  readonly #cancel: (() => void) | undefined;
  #controller: Controller | undefined;
  #reader: Reader = { kind: 'none' };
  #chunks: Buffer[] = [];
  #bytes = 0;
  /** The length the other side gave; without one the body may never end. */
  #announced = Infinity;
  #ended = false;
  #failure: HubError | undefined;

  constructor(options: ExchangeOptions) {
    this.#options = options;
    if (Number.isFinite(options.totalMs)) {
      this.#timer = setTimeout(() => this.#fail(this.#late()), options.totalMs);
    }
    if (options.signal !== undefined) {
      this.#cancel = () => this.#fail(this.#cancelled());
      if (options.signal.aborted) this.#cancel();
      else options.signal.addEventListener('abort', this.#cancel, { once: true });
    }
  }

  get failure(): HubError | undefined {
    return this.#failure;
  }

  onRequestStart(controller: Controller): void {
    this.#controller = controller;
    if (this.#failure !== undefined) controller.abort(this.#failure);
  }

  onResponseStart(_controller: Controller, status: number, headers: ReceivedHeaders): void {
    if (status < 200) return;
    const length = headers['content-length'];
    if (this.#options.method === 'HEAD') this.#announced = 0;
    else if (typeof length === 'string') {
      this.#announced = Number(length);
      if (this.#announced > this.#options.maxBytes) {
        this.#fail(tooLarge(this.#options));
        return;
      }
    }
    this.head.resolve({ status, headers });
  }

  onResponseData(controller: Controller, chunk: Buffer): void {
    if (this.#failure !== undefined) return;
    this.#bytes += chunk.length;
    if (this.#bytes > this.#options.maxBytes) {
      this.#fail(tooLarge(this.#options));
      return;
    }
    switch (this.#reader.kind) {
      case 'none':
        this.#chunks.push(chunk);
        if (this.#bytes > heldBytes) controller.pause();
        return;
      case 'whole':
        this.#chunks.push(chunk);
        return;
      case 'stream':
        if (!this.#reader.stream.push(chunk)) controller.pause();
        return;
      case 'discard':
        return;
      default:
        this.#reader satisfies never;
    }
  }

  onResponseEnd(): void {
    if (this.#failure !== undefined || this.#ended) return;
    this.#ended = true;
    this.#settle();
    if (this.#reader.kind === 'whole') this.#reader.resolve(this.#take());
    if (this.#reader.kind === 'stream') this.#reader.stream.push(null);
  }

  onResponseError(_controller: Controller, error: Error): void {
    this.#fail(asEgressError(error, this.#options.origin));
  }

  /** The whole body, once. */
  async whole(): Promise<Buffer> {
    this.#claim();
    if (this.#failure !== undefined) throw this.#failure;
    if (this.#ended) {
      this.#reader = { kind: 'discard' };
      return this.#take();
    }
    return new Promise((resolve, reject) => {
      this.#reader = { kind: 'whole', resolve, reject };
      this.#controller?.resume();
    });
  }

  /** The body as it comes, once; its reader sets the pace. */
  stream(): Readable {
    this.#claim();
    const stream = new Readable({
      read: () => this.#controller?.resume(),
      destroy: (error, done) => {
        this.#fail(this.#abandoned());
        done(error);
      },
    });
    for (const chunk of this.#chunks) stream.push(chunk);
    this.#chunks = [];
    if (this.#failure !== undefined) stream.destroy(this.#failure);
    else if (this.#ended) stream.push(null);
    this.#reader = { kind: 'stream', stream };
    return stream;
  }

  /** Nobody wants the rest. A short one is cheaper to read than a new connection is to make; others are cut off. */
  discard(): void {
    if (this.#reader.kind === 'stream') this.#reader.stream.destroy();
    if (this.#reader.kind !== 'none' || this.#ended) return;
    this.#reader = { kind: 'discard' };
    this.#chunks = [];
    if (this.#announced > heldBytes) this.#fail(this.#abandoned());
    else this.#controller?.resume();
  }

  #take(): Buffer {
    const [first, ...rest] = this.#chunks;
    const whole = first !== undefined && rest.length === 0 ? first : Buffer.concat(this.#chunks);
    this.#chunks = [];
    return whole;
  }

  #claim(): void {
    if (this.#reader.kind !== 'none') {
      throw new HubError(
        'internal',
        `The answer of ${this.#options.origin} was read twice; keep what was read.`,
      );
    }
  }

  #fail(failure: HubError): void {
    if (this.#failure !== undefined || this.#ended) return;
    this.#failure = failure;
    this.#chunks = [];
    this.#settle();
    this.head.reject(failure);
    if (this.#reader.kind === 'whole') this.#reader.reject(failure);
    if (this.#reader.kind === 'stream') this.#reader.stream.destroy(failure);
    this.#controller?.abort(failure);
  }

  #settle(): void {
    clearTimeout(this.#timer);
    if (this.#cancel !== undefined) this.#options.signal?.removeEventListener('abort', this.#cancel);
    this.#options.done(this.#failure);
  }

  #late(): HubError {
    const { origin, totalMs } = this.#options;
    return new HubError(
      'egress_timeout',
      `${origin} did not answer in time: it was not done in ${totalMs} ms.`,
    );
  }

  #cancelled(): HubError {
    const { origin, signal } = this.#options;
    return new HubError('cancelled', `The call to ${origin} was cancelled.`, { cause: signal?.reason });
  }

  #abandoned(): HubError {
    return new HubError('cancelled', `The rest of the answer of ${this.#options.origin} was not wanted.`);
  }
}
