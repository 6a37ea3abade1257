import { connect, type ClientHttp2Session, type IncomingHttpHeaders } from 'node:http2';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { HubError } from '../../../core/errors.ts';

export interface UnaryRequest {
  readonly origin: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly message: Buffer;
  readonly signal: AbortSignal;
}

export interface UnaryAnswer {
  /** 0 is good. */
  readonly code: number;
  readonly reason: string;
  readonly message: Buffer;
}

/** As other clients of gRPC have it. */
const mostBytes = 4 * 1024 * 1024;

/** One message there and one back (gRPC over HTTP/2), on a connection whose address is checked. It is closed after. */
export const unary = async (socket: Socket, request: UnaryRequest): Promise<UnaryAnswer> => {
  const { origin } = request;
  if (socket instanceof TLSSocket && socket.alpnProtocol !== 'h2') {
    socket.destroy();
    throw failed(origin, 'it does not speak HTTP/2');
  }
  const session = connect(origin, { createConnection: () => socket, settings: { enablePush: false } });
  const broken = Promise.withResolvers<never>();
  session.on('error', (cause) => broken.reject(failed(origin, 'it broke the connection', cause)));
  session.on('close', () => broken.reject(failed(origin, 'it closed the connection')));
  try {
    return await Promise.race([exchange(session, request), broken.promise]);
  } catch (error) {
    if (!request.signal.aborted) throw error;
    throw new HubError('cancelled', `The call to ${origin} was cancelled.`, { cause: request.signal.reason });
  } finally {
    session.destroy();
  }
};

const exchange = async (session: ClientHttp2Session, request: UnaryRequest): Promise<UnaryAnswer> => {
  const { origin, path, headers, message } = request;
  const stream = session.request({
    ...headers,
    ':method': 'POST',
    ':path': path,
    'content-type': 'application/grpc+proto',
    te: 'trailers',
    'grpc-accept-encoding': 'identity',
    'user-agent': 'app-connect',
  });
  let head: IncomingHttpHeaders = {};
  let tail: IncomingHttpHeaders = {};
  stream.on('response', (received: IncomingHttpHeaders) => {
    head = received;
  });
  stream.on('trailers', (received: IncomingHttpHeaders) => {
    tail = received;
  });
  const frame = Buffer.alloc(5);
  frame.writeUInt32BE(message.length, 1);
  stream.end(Buffer.concat([frame, message]));
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of stream) {
      chunks.push(chunk as Buffer);
      size += (chunk as Buffer).length;
      if (size > mostBytes + 5)
        throw new HubError('egress_too_large', `The answer of ${origin} is larger than ${mostBytes} bytes.`);
    }
  } catch (error) {
    if (error instanceof HubError) throw error;
    throw failed(origin, 'it broke off its answer', error);
  }
  const told = tail['grpc-status'] === undefined ? head : tail;
  const status = told['grpc-status'];
  if (status === undefined)
    throw failed(
      origin,
      `it answered with the HTTP status ${String(head[':status'] ?? 'none')} and is no gRPC service there`,
    );
  const [code, reason] = [Number(status), String(told['grpc-message'] ?? '')];
  if (code !== 0) return { code, reason, message: Buffer.alloc(0) };
  return { code, reason, message: messageIn(Buffer.concat(chunks), origin) };
};

const messageIn = (bytes: Buffer, origin: string): Buffer => {
  if (bytes.length < 5 || bytes.readUInt32BE(1) !== bytes.length - 5)
    throw failed(origin, 'it did not answer with one message');
  if (bytes[0] !== 0) throw failed(origin, 'its answer is packed, although nobody asked for that');
  return bytes.subarray(5);
};

const failed = (origin: string, reason: string, cause?: unknown): HubError =>
  new HubError('egress_failed', `${origin} could not be called: ${reason}.`, { cause });
