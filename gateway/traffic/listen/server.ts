import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createSecureServer, type Http2SecureServer } from 'node:http2';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { HubError } from '../../../core/errors.ts';
import type { Log, Running } from '../../../core/ports.ts';
import { announcesBody } from '../../http/announces-body.ts';
import { answerOn } from '../../http/answer-on.ts';
import { closeServer } from '../../http/close-server.ts';
import { hearAll } from '../../http/hear-all.ts';
import { spareAnswers } from '../../http/spare-answers.ts';
import { keepSentChain } from '../authentication/sent-chain.ts';
import { bytesOf, watchBodies, type BodyWatch, type Incoming } from './body-watch.ts';
import { Http2Request, Http2Response } from './http2-messages.ts';
import { watchSessions } from './http2-sessions.ts';
import { openRefusals, type Refusals } from './refusals.ts';
import { checkHead } from './request-head.ts';
import { startListening } from './start-listening.ts';
import type { Certificates } from './tls.ts';
import { wantsUpgrade } from './upgrade-wanted.ts';

export interface TrafficServerOptions {
  readonly host: string;
  readonly port: number;
  /** Several processes of the machine share the port. */
  readonly shared: boolean;
  readonly drainMs: number;
  /** TLS with HTTP/2 and HTTP/1.1; without them plain HTTP/1.1. */
  readonly certificates?: Certificates;
  readonly patience?: Partial<TrafficPatience>;
}

/** How long a client may take. */
export interface TrafficPatience {
  readonly headersMs: number;
  readonly bodySilenceMs: number;
  readonly leastBytesPerSecond: number;
  /** Of a connection without a request. */
  readonly keepAliveMs: number;
  /** How often connections are looked at: what is late is found this much later at most. */
  readonly checkEveryMs: number;
}

export interface TrafficHandlers {
  readonly log: Log;
  /** `response` is that of HTTP/1.1 or what HTTP/2 has in its place. */
  request(request: IncomingMessage, response: ServerResponse): void;
  /** A WebSocket: the only other protocol that is let in here. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
}

export interface TrafficServer extends Running {
  readonly address: string;
  readonly port: number;
  /** Open connections, upgraded ones among them. */
  connections(): number;
  /** Whether clients are asked for a certificate. Those that have none get in: it is for policies to refuse them. */
  askForClientCertificates(ask: boolean): void;
}

const headerBytes = 16 * 1024;
const usualPatience: TrafficPatience = {
  headersMs: 10_000,
  bodySilenceMs: 30_000,
  leastBytesPerSecond: 240,
  keepAliveMs: 60_000,
  checkEveryMs: 2_000,
};

/** Where traffic comes in. Time and size limits hold here, and what could be read in two ways is refused here. */
export const createTrafficServer = async (
  options: TrafficServerOptions,
  handlers: TrafficHandlers,
): Promise<TrafficServer> => {
  const patience = { ...usualPatience, ...options.patience };
  const { certificates } = options;
  const refusals = openRefusals(handlers.log, { headerBytes, secure: certificates !== undefined });
  const bodies = watchBodies(
    { silenceMs: patience.bodySilenceMs, leastBytesPerSecond: patience.leastBytesPerSecond },
    (place, request) => cutOff(place, request, refusals),
  );
  const server = certificates === undefined ? plainServer(patience) : secureServer(patience, certificates);
  const sessions = watchSessions(server, patience);
  // Two kinds of server, one kind of event.
  const events = server as Server;
  const sockets = spareAnswers(events);
  /** What comes on them may be a part of what was refused: Node goes on with it although the connection ends. */
  const refused = new Set<Socket>();
  let draining = false;

  const refuse = (request: IncomingMessage, response: ServerResponse, error: HubError): void => {
    if (request.httpVersionMajor === 1) {
      const { socket } = request;
      refused.add(socket);
      socket.once('close', () => refused.delete(socket));
    }
    refusals.request(response, error);
  };
  const handle = (request: IncomingMessage, response: ServerResponse): void => {
    if (refused.size > 0 && refused.has(request.socket)) return;
    try {
      checkHead(request);
    } catch (error) {
      return refuse(request, response, error as HubError);
    }
    if (draining) response.setHeader('connection', 'close');
    if (request.url === '*') return void answerStar(response);
    watchBody(bodies, request);
    handlers.request(request, response);
  };
  events.on('request', handle);
  // Whoever reads the body asks for it: a request that is refused was never sent in full.
  events.on('checkContinue', handle);
  events.on('checkExpectation', (request, response) =>
    refuse(request, response, new HubError('header_invalid', 'Only "Expect: 100-continue" is taken here.')),
  );
  events.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    bodies.forget(request.socket);
    // Behind a request that has no answer yet it cannot have the connection, and no client asks like that.
    if (refused.has(request.socket) || answerOn(socket) !== undefined) return void socket.destroy();
    try {
      checkHead(request);
    } catch (error) {
      return void refusals.socket(socket, error as HubError);
    }
    handlers.upgrade(request, socket, head);
  });
  events.on('connect', (first: IncomingMessage, second: Duplex | ServerResponse) => {
    const error = new HubError('method_not_allowed', 'This is no proxy: CONNECT is not offered.');
    if (first instanceof Http2Request) refuse(first, second as ServerResponse, error);
    else refusals.socket(second as Duplex, error);
  });
  events.on('clientError', (error: NodeJS.ErrnoException, socket: Duplex) => refusals.broken(socket, error));

  const lookAtAll = (): void => {
    bodies.look(performance.now());
    sessions.look(performance.now());
  };
  // What came in while the process stood still is read before anybody is called late.
  const look = setInterval(() => setImmediate(lookAtAll), patience.checkEveryMs);
  look.unref();
  const port = await startListening(server, options);
  handlers.log.info('traffic: listening', { host: options.host, port, secure: certificates !== undefined });

  const drain = async (): Promise<void> => {
    draining = true;
    await hearAll(events);
    const force = (): void => {
      if (sockets.size > 0)
        handlers.log.warn('traffic: connections were still in use at the end of the drain', {
          connections: sockets.size,
        });
      for (const socket of sockets) socket.destroy();
    };
    await closeServer(events, { drainMs: options.drainMs, force });
    clearInterval(look);
  };
  let stopped: Promise<void> | undefined;
  return {
    address: options.host,
    port,
    connections: () => sockets.size,
    // Read by Node for each connection that comes in.
    askForClientCertificates: (ask) => void Object.assign(server, { requestCert: ask }),
    stop: () => (stopped ??= drain()),
  };
};

const limitsOf = (patience: TrafficPatience) => ({
  headersTimeout: patience.headersMs,
  // A body may take as long as it wants while it comes: silence is what ends it.
  requestTimeout: 0,
  keepAliveTimeout: patience.keepAliveMs,
  connectionsCheckingInterval: patience.checkEveryMs,
  maxHeaderSize: headerBytes,
  insecureHTTPParser: false,
  // Asked for by checkHead: Node's own refusal says nothing.
  requireHostHeader: false,
});

const plainServer = (patience: TrafficPatience): Server => {
  const server = createServer({
    ...limitsOf(patience),
    noDelay: true,
    shouldUpgradeCallback: wantsUpgrade,
  });
  // Node would cut the list for policies and not for upstreams; checkHead refuses long ones instead.
  server.maxHeadersCount = 0;
  server.maxConnections = mostConnections;
  return server;
};

/** Each costs the process some kilobytes. */
const mostConnections = 40_000;

const secureServer = (patience: TrafficPatience, certificates: Certificates): Http2SecureServer => {
  const server = createSecureServer({
    allowHTTP1: true,
    http1Options: limitsOf(patience),
    minVersion: 'TLSv1.2',
    handshakeTimeout: patience.headersMs,
    rejectUnauthorized: false,
    SNICallback: (name, done) => done(null, certificates.contextFor(name)),
    Http2ServerRequest: Http2Request,
    Http2ServerResponse: Http2Response,
    settings: { maxConcurrentStreams: 100, maxHeaderListSize: headerBytes, enablePush: false },
    // Of headers in one request, pseudo headers included.
    maxHeaderListPairs: 104,
    // A client that opens streams only to take them back is cut off (CVE-2023-44487).
    streamResetBurst: 200,
    streamResetRate: 20,
    maxSessionInvalidFrames: 100,
    maxSessionRejectedStreams: 50,
    maxSessionMemory: 4,
    strictSingleValueFields: false,
  });
  Object.assign(server, { shouldUpgradeCallback: wantsUpgrade, maxHeadersCount: 0 });
  server.maxConnections = mostConnections;
  server.on('secureConnection', keepSentChain);
  certificates.onFirst(({ cert, key }) => server.setSecureContext({ cert, key, minVersion: 'TLSv1.2' }));
  return server;
};

const watchBody = (bodies: BodyWatch, request: IncomingMessage): void => {
  if (!announcesBody(request.headers)) return;
  if (request instanceof Http2Request) {
    const { stream } = request;
    bodies.begin(stream, request, () => request.bytes);
    stream.once('close', () => bodies.forget(stream));
  } else bodies.begin(request.socket, request, bytesOf(request.socket));
};

const cutOff = (place: object, request: Incoming, refusals: Refusals): void => {
  if (request instanceof Http2Request) request.stream.close(cancelCode);
  else
    refusals.broken(place as Socket, Object.assign(new Error('late'), { code: 'ERR_HTTP_REQUEST_TIMEOUT' }));
};

/** CANCEL of RFC 9113. */
const cancelCode = 8;

const answerStar = (response: ServerResponse): void => {
  response.writeHead(204, { allow: 'GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS' });
  response.end();
};
