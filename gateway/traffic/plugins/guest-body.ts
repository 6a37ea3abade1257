import { Readable } from 'node:stream';
import { HubError } from '../../../core/errors.ts';
import { bodyTooLarge, mostBodyBytes } from '../bodies/body-limit.ts';
import { bodyValue } from '../bodies/body-value.ts';
import type { Exchange } from '../exchange.ts';
import { headerOf } from '../expressions/expression-context.ts';

/** The body of a request while plug-ins may look at it, as express-gateway lets them: `req` itself, or `egContext.requestStream`. */
export interface GuestBody {
  /** What stands for the body where somebody has read it. */
  stream(): unknown;
  setStream(stream: unknown): void;
  /** What is known of it before a plug-in has read it. */
  value(): unknown;
  /** Before a plug-in runs. */
  begin(): void;
  /** After it has run: waits for the rest of what it has begun to read, so that the same goes on. */
  take(announced: number | undefined): Promise<void> | undefined;
}

export const guestBody = (exchange: Exchange): GuestBody => {
  const { request, outgoing } = exchange;
  const most = exchange.pipeline.bodyBytes ?? mostBodyBytes;
  const emit = request.emit.bind(request);
  let chunks: Buffer[] = [];
  let bytes = 0;
  let isWatched = false;
  let given: unknown;
  let own: Readable | undefined;
  let ownOf: Buffer | null = null;

  const watch = (event: string | symbol, ...rest: unknown[]): boolean => {
    if (event === 'data') {
      const [chunk] = rest;
      const piece =
        typeof chunk === 'string'
          ? Buffer.from(chunk, request.readableEncoding ?? 'utf8')
          : (chunk as Buffer);
      bytes += piece.length;
      if (bytes <= most) chunks.push(piece);
      else chunks = [];
    }
    return emit(event, ...rest);
  };

  const unwatch = (): void => {
    isWatched = false;
    Reflect.deleteProperty(request, 'emit');
    Reflect.deleteProperty(request, 'read');
  };

  const whole = (): void => {
    outgoing.body = Buffer.concat(chunks);
    chunks = [];
    unwatch();
    if (bytes > most) throw bodyTooLarge(most);
  };

  return {
    stream: () => {
      if (given !== undefined || outgoing.body === null) return given;
      if (own === undefined || ownOf !== outgoing.body) {
        ownOf = outgoing.body;
        own = Readable.from([ownOf], { objectMode: false });
      }
      return own;
    },
    setStream: (stream) => {
      given = stream === own ? undefined : (stream ?? undefined);
    },
    value: () => {
      if (outgoing.body === null) return undefined;
      try {
        return bodyValue(outgoing.body, headerOf(exchange, 'content-type')) ?? {};
      } catch {
        // Whoever wants it checked has a policy for it.
        return {};
      }
    },
    begin: () => {
      if (outgoing.body !== null || isWatched || request.readableEnded) return;
      isWatched = true;
      request.emit = watch as typeof request.emit;
      if (request.headers.expect === undefined) return;
      const read = request.read.bind(request);
      request.read = (size?: number): unknown => {
        request.read = read;
        exchange.takeBody();
        return size === undefined ? read() : read(size);
      };
    },
    take: (announced) => {
      if (isStream(given)) {
        const stream = given;
        return readWhole(stream, { most, announced }).then((body) => {
          if (given === stream) given = undefined;
          outgoing.body = body;
          chunks = [];
          unwatch();
        });
      }
      if (!isWatched) return undefined;
      if (request.readableEnded) {
        whole();
        return undefined;
      }
      // Nobody has begun to read it: it streams through.
      if (bytes === 0 && request.readableFlowing !== true) {
        unwatch();
        return undefined;
      }
      return ended(request).then(whole);
    },
  };
};

/** Also one that a package of streams has made. */
const isStream = (given: unknown): given is Readable =>
  typeof given === 'object' &&
  given !== null &&
  typeof (given as { on?: unknown }).on === 'function' &&
  typeof (given as { pipe?: unknown }).pipe === 'function';

const ended = (stream: Readable): Promise<void> =>
  new Promise((resolve, reject) => {
    stream.once('end', resolve);
    stream.once('error', reject);
    stream.once('close', () => reject(gone()));
    if (stream.isPaused() || stream.readableFlowing === null) stream.resume();
  });

/** Some write into a stream and never end it: what they said of its length ends it then. */
const readWhole = (
  stream: Readable,
  { most, announced }: { readonly most: number; readonly announced: number | undefined },
): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    const done = (): void => {
      stream.off('data', take);
      resolve(Buffer.concat(chunks).subarray(0, announced ?? bytes));
    };
    const take = (chunk: Buffer | string): void => {
      const piece = Buffer.from(chunk as Buffer);
      chunks.push(piece);
      bytes += piece.length;
      if (bytes > most) {
        // Nothing more of it is held.
        stream.off('data', take);
        reject(bodyTooLarge(most));
      } else if (announced !== undefined && bytes >= announced) done();
    };
    stream.on('data', take);
    stream.once('end', done);
    stream.once('error', reject);
    stream.once('close', () => reject(gone()));
    if (announced === 0 || stream.readableEnded) done();
  });

const gone = (): HubError => new HubError('cancelled', 'The body of the request ended before it was whole.');
