import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { HubError } from '../../core/errors.ts';
import type { Log, Running } from '../../core/ports.ts';
import type { Health } from '../../platform/health.ts';
import { newId } from '../../platform/ids.ts';
import { closeServer } from './close-server.ts';
import { hearAll } from './hear-all.ts';
import { listenOn } from './listen-on.ts';
import { refuseOnSocket } from './raw-answer.ts';
import { spareAnswers } from './spare-answers.ts';

export interface Listener extends Running {
  readonly address: string;
  readonly port: number;
}

export interface ListenerOptions {
  readonly host: string;
  readonly port: number;
  readonly drainMs: number;
  /** The hub is reached by https. */
  readonly secure: boolean;
  readonly patience?: Patience;
}

/** How long a sender may take, whatever it sends. */
export interface Patience {
  readonly headersMs: number;
  readonly requestMs: number;
  /** How often connections are looked at: what is late is found this much later at most. */
  readonly checkEveryMs: number;
}

export interface ListenerHandlers {
  readonly log: Log;
  readonly health: Health;
  request(request: IncomingMessage, response: ServerResponse): void;
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Ends what was upgraded: WebSockets do not end by themselves. */
  closeUpgraded(): void;
}

const headerBytes = 16 * 1024;
const usualPatience: Patience = { headersMs: 10_000, requestMs: 30_000, checkEveryMs: 2_000 };

/** How long a balancer may take to see that this process is not ready any more, before connections are refused. */
const noticeMs = 200;

/** The hub's one server. Time and size limits hold here, before any handler sees a request. */
export const startListener = async (
  options: ListenerOptions,
  handlers: ListenerHandlers,
): Promise<Listener> => {
  const patience = options.patience ?? usualPatience;
  const server = createServer({
    headersTimeout: patience.headersMs,
    requestTimeout: patience.requestMs,
    keepAliveTimeout: 60_000,
    connectionsCheckingInterval: patience.checkEveryMs,
    maxHeaderSize: headerBytes,
    insecureHTTPParser: false,
    // Asked for below: Node's own refusal carries no headers.
    requireHostHeader: false,
    noDelay: true,
  });
  server.maxHeadersCount = 100;
  server.maxConnections = 20_000;
  const sockets = spareAnswers(server);
  const refuse = (socket: Duplex, error: HubError): void => {
    const requestId = newId('req');
    handlers.log.info('request refused', { requestId, status: error.status, reason: error.code });
    refuseOnSocket(socket, { error, requestId, secure: options.secure });
  };
  server.on('request', (request, response) => {
    if (request.headers.host === undefined && request.httpVersion === '1.1')
      refuse(request.socket, new HubError('header_invalid', 'The request names no host.'));
    else handlers.request(request, response);
  });
  server.on('checkExpectation', (request) =>
    refuse(request.socket, new HubError('header_invalid', 'Only "Expect: 100-continue" is taken here.')),
  );
  server.on('upgrade', handlers.upgrade);
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Duplex) => {
    if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
    refuse(socket, brokenRequest(error.code));
  });
  const { host } = options;
  const port = await listenOn(server, { host, port: options.port, shared: false }, (error) =>
    explain(error, options),
  );
  handlers.log.info('listening', { host, port });

  let stopped: Promise<void> | undefined;
  return { address: host, port, stop: () => (stopped ??= drain({ server, sockets }, options, handlers)) };
};

const explain = (error: NodeJS.ErrnoException, { host, port }: ListenerOptions): HubError => {
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

/** What the parser of Node refuses never becomes a request: no handler sees it. */
const brokenRequest = (code: string | undefined): HubError => {
  if (code === 'HPE_HEADER_OVERFLOW')
    return new HubError('headers_too_large', `The headers must be at most ${headerBytes} bytes.`);
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT')
    return new HubError('request_timeout', 'The request took too long to arrive.');
  return new HubError('body_malformed', 'This is not a valid HTTP request.');
};

interface Open {
  readonly server: Server;
  readonly sockets: ReadonlySet<Socket>;
}

const drain = async (
  { server, sockets }: Open,
  options: ListenerOptions,
  handlers: ListenerHandlers,
): Promise<void> => {
  handlers.health.drain();
  await new Promise((resolve) => setTimeout(resolve, noticeMs));
  await hearAll(server);
  const force = (): void => {
    handlers.log.warn('requests were still running at the end of the drain; their connections are closed');
    // Node's own list has no place for those that were upgraded: one that nobody ends would hold up the stop for good.
    for (const socket of sockets) socket.destroy();
  };
  const closed = closeServer(server, { drainMs: options.drainMs, force });
  handlers.closeUpgraded();
  await closed;
};

export const destroyQuietly = (socket: Duplex | Socket): void => {
  socket.on('error', () => undefined);
  socket.destroy();
};
