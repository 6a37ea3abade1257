import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { HubError } from '../../core/errors.ts';
import type { Log, Running } from '../../core/ports.ts';
import type { Health } from '../../platform/health.ts';

export interface Listener extends Running {
  readonly address: string;
  readonly port: number;
}

export interface ListenerOptions {
  readonly host: string;
  readonly port: number;
  readonly drainMs: number;
}

export interface ListenerHandlers {
  readonly log: Log;
  readonly health: Health;
  request(request: IncomingMessage, response: ServerResponse): void;
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Ends what was upgraded: WebSockets do not end by themselves. */
  closeUpgraded(): void;
}

/** How long a balancer may take to see that this process is not ready any more, before connections are refused. */
const noticeMs = 200;

/** The hub's one server. Time and size limits hold here, before any handler sees a request. */
export const startListener = async (
  options: ListenerOptions,
  handlers: ListenerHandlers,
): Promise<Listener> => {
  const server = createServer({
    headersTimeout: 10_000,
    requestTimeout: 30_000,
    keepAliveTimeout: 60_000,
    connectionsCheckingInterval: 2_000,
    maxHeaderSize: 16 * 1024,
    insecureHTTPParser: false,
    requireHostHeader: true,
    noDelay: true,
  });
  server.maxHeadersCount = 100;
  server.maxConnections = 20_000;
  server.on('request', handlers.request);
  server.on('upgrade', handlers.upgrade);
  server.on('clientError', answerBrokenRequest);
  const port = await listen(server, options);
  handlers.log.info('listening', { host: options.host, port });

  let stopped: Promise<void> | undefined;
  return { address: options.host, port, stop: () => (stopped ??= drain(server, options, handlers)) };
};

const listen = (server: Server, { host, port }: ListenerOptions): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(explain(error, host, port)));
    server.listen(port, host, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });

const explain = (error: NodeJS.ErrnoException, host: string, port: number): HubError => {
  const reasons: Record<string, string> = {
    EADDRINUSE: `Port ${port} on ${host} is taken by another program. Stop it, or start the hub with another one: HUB_PORT=${port + 1} npm start.`,
    EACCES: `Port ${port} needs rights that this user does not have. Take one above 1023: HUB_PORT=3000.`,
    EADDRNOTAVAIL: `${host} is no address of this machine. Set HUB_HOST to one that is, for example 127.0.0.1.`,
    ENOTFOUND: `${host} is no known host name. Set HUB_HOST to an address, for example 127.0.0.1.`,
  };
  return new HubError(
    'start_failed',
    reasons[error.code ?? ''] ?? `Cannot listen on ${host}:${port}: ${error.message}`,
    { cause: error },
  );
};

/** What the parser of Node refuses never becomes a request: it is answered here, in the same shape. */
const answerBrokenRequest = (error: NodeJS.ErrnoException, socket: Duplex): void => {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const [status, code, detail] =
    error.code === 'HPE_HEADER_OVERFLOW'
      ? ['431 Request Header Fields Too Large', 'header_invalid', 'The headers must be at most 16384 bytes.']
      : error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
        ? ['408 Request Timeout', 'request_timeout', 'The request took too long to arrive.']
        : ['400 Bad Request', 'body_malformed', 'This is not a valid HTTP request.'];
  const body = JSON.stringify({
    type: `urn:app-connect:error:${code}`,
    title: status.slice(4),
    status: Number(status.slice(0, 3)),
    code,
    detail,
  });
  socket.end(
    `HTTP/1.1 ${status}\r\ncontent-type: application/problem+json\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  );
};

const drain = async (server: Server, options: ListenerOptions, handlers: ListenerHandlers): Promise<void> => {
  handlers.health.drain();
  await new Promise((resolve) => setTimeout(resolve, noticeMs));
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  handlers.closeUpgraded();
  server.closeIdleConnections();
  const force = setTimeout(() => {
    handlers.log.warn('requests were still running at the end of the drain; their connections are closed');
    server.closeAllConnections();
  }, options.drainMs);
  await closed;
  clearTimeout(force);
};

export const destroyQuietly = (socket: Duplex | Socket): void => {
  socket.on('error', () => undefined);
  socket.destroy();
};
