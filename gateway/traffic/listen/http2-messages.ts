import type { IncomingHttpHeaders } from 'node:http';
import { Http2ServerRequest, Http2ServerResponse, type ServerHttp2Stream } from 'node:http2';
import type { TLSSocket } from 'node:tls';

/**
 * A request of HTTP/2 that reads like one of HTTP/1.1: no pseudo headers, a Host, one Cookie header, and a transfer coding where
 * there is a body of unknown length. Policies and upstreams need not know the difference.
 */
export class Http2Request extends Http2ServerRequest {
  /** Of the body so far. */
  bytes = 0;
  override readonly headers: IncomingHttpHeaders = {};
  override readonly rawHeaders: string[] = [];
  override readonly socket: TLSSocket;

  constructor(...[stream, headers, options, raw]: ConstructorParameters<typeof Http2ServerRequest>) {
    super(stream, headers, options, raw);
    for (const name in headers) if (!name.startsWith(':')) this.headers[name] = headers[name];
    const authority = headers[':authority'];
    if (authority !== undefined) this.#add('host', authority);
    for (let at = 0; at < raw.length; at += 2) {
      const [name = '', value = ''] = [raw[at], raw[at + 1]];
      if (name.startsWith(':') || name === 'cookie') continue;
      // Said twice in the same words it is said once; otherwise whoever checks the head sees two.
      if (name === 'host' && value === authority) continue;
      this.rawHeaders.push(name, value);
    }
    if (this.headers.cookie !== undefined) this.rawHeaders.push('cookie', this.headers.cookie);
    if (!stream.endAfterHeaders && headers['content-length'] === undefined)
      this.#add('transfer-encoding', 'chunked');
    this.socket = socketOf(stream);
  }

  override push(chunk: Buffer | null, encoding?: BufferEncoding): boolean {
    if (chunk !== null) this.bytes += chunk.length;
    return super.push(chunk, encoding);
  }

  #add(name: string, value: string): void {
    this.headers[name] = value;
    this.rawHeaders.push(name, value);
  }
}

const sockets = new WeakMap<object, TLSSocket>();

/** A session's socket, for looking only: one stream must not hang up on all the others. */
const socketOf = ({ session }: ServerHttp2Stream): TLSSocket => {
  const key = session ?? sockets;
  const known = sockets.get(key);
  if (known !== undefined) return known;
  // Defined and not set: the session watches over what is set.
  const socket = Object.create(session?.socket ?? null, {
    destroy: { value: () => undefined },
    destroySoon: { value: () => undefined },
    end: { value: () => undefined },
  }) as TLSSocket;
  sockets.set(key, socket);
  return socket;
};

/** An answer of HTTP/2 where one of HTTP/1.1 is expected. */
export class Http2Response extends Http2ServerResponse<Http2Request> {
  constructor(stream: ServerHttp2Stream) {
    super(stream);
    Object.defineProperty(this, 'destroyed', { get: () => stream.destroyed });
  }

  /** Headers of the connection have no meaning here. */
  override setHeader(name: string, value: number | string | readonly string[]): void {
    if (name.toLowerCase() !== 'connection') super.setHeader(name, value);
  }

  override addTrailers(
    trailers: Parameters<Http2ServerResponse['addTrailers']>[0] | [string, string][],
  ): void {
    super.addTrailers(Array.isArray(trailers) ? Object.fromEntries(trailers) : trailers);
  }
}
