import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import type { Caller } from '../../core/caller.ts';
import { HubError } from '../../core/errors.ts';
import type { HubEvent } from '../../core/event.ts';
import type { Log } from '../../core/ports.ts';
import { bearerOf, parseCookies } from '../http/credentials.ts';
import type { Authenticate, Credentials } from '../http/operations-handler.ts';
import type { Edge } from '../http/origin.ts';
import { problemBody, toHubError } from '../http/problem.ts';
import { maySee } from './visible.ts';

export interface LiveDeps {
  readonly authenticate: Authenticate;
  readonly edge: Edge;
  readonly sessionCookieName: (secure: boolean) => string;
  readonly log: Log;
  /** Every committed event, soon after its commit; answers how to stop listening. */
  readonly onEvent: (listener: (event: HubEvent) => void) => () => void;
}

export interface LiveSockets {
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  close(): void;
  /** How many are open. */
  count(): number;
}

interface Open {
  readonly socket: WebSocket;
  readonly credentials: Credentials;
  caller: Caller;
  heard: boolean;
}

const path = '/api/live';
/** A client that vanished, a session that was revoked: found within this time. */
const checkEveryMs = 5_000;
const unsentLimit = 1024 * 1024;
const perProcess = 10_000;

/** WebSockets that tell a page what happened in its space. They carry nothing from the page to the hub. */
export const openLiveSockets = (deps: LiveDeps): LiveSockets => {
  const server = new WebSocketServer({ noServer: true, maxPayload: 1024, perMessageDeflate: false });
  const open = new Set<Open>();

  const tell = (event: HubEvent): void => {
    if (open.size === 0) return;
    const text = JSON.stringify({
      type: 'event',
      event: { id: event.id, type: event.type, subject: event.subject, time: event.time, data: event.data },
    });
    for (const { socket, caller } of open) {
      if (caller.spaceId !== event.hubspace || !maySee(caller, event.type)) continue;
      if (socket.bufferedAmount > unsentLimit) socket.close(1013, 'too slow');
      else socket.send(text);
    }
  };
  const stopListening = deps.onEvent(tell);

  const recheck = async (one: Open): Promise<void> => {
    if (!one.heard) return one.socket.terminate();
    one.heard = false;
    one.socket.ping();
    try {
      one.caller = await deps.authenticate(one.credentials);
    } catch {
      one.socket.close(4401, 'signed out');
    }
  };
  const timer = setInterval(() => {
    for (const one of open) void recheck(one);
  }, checkEveryMs);
  timer.unref();

  const welcome = (one: Open): void => {
    open.add(one);
    const { socket } = one;
    socket.on('pong', () => (one.heard = true));
    // The page has nothing to say; whatever it sends only shows that it is there.
    socket.on('message', () => (one.heard = true));
    socket.on('error', () => socket.terminate());
    socket.on('close', () => open.delete(one));
    socket.send(JSON.stringify({ type: 'hello' }));
  };

  const admit = async (request: IncomingMessage): Promise<{ caller: Caller; credentials: Credentials }> => {
    const url = new URL(request.url ?? '/', 'http://hub');
    if (url.pathname !== path)
      throw new HubError(
        'not_found',
        `There is no WebSocket at ${url.pathname.slice(0, 100)}, only at ${path}.`,
      );
    if (open.size >= perProcess)
      throw new HubError('overloaded', 'Too many pages are connected. Try again in a moment.', {
        retryAfter: 5,
      });
    const own = deps.edge.originOf(request);
    const bearer = bearerOf(request);
    // A browser names the page that opens the socket; cookies would go with a foreign page's socket too.
    if (bearer === undefined && request.headers.origin !== own) {
      throw new HubError('origin_refused', `Live updates are given to pages of ${own} only.`);
    }
    const sessionCookie = parseCookies(request.headers.cookie).get(
      deps.sessionCookieName(own.startsWith('https:')),
    );
    if (bearer === undefined && sessionCookie === undefined)
      throw new HubError('unauthenticated', 'Sign in first.');
    const credentials = {
      bearer,
      sessionCookie: bearer === undefined ? sessionCookie : undefined,
      spaceSlug: url.searchParams.get('space') ?? undefined,
    };
    const caller = await deps.authenticate(credentials);
    if (caller.spaceId === null)
      throw new HubError('header_invalid', `Name the space: ${path}?space=<short name>.`);
    return { caller, credentials };
  };

  return {
    upgrade: (request, socket, head) => {
      socket.on('error', () => socket.destroy());
      admit(request).then(
        ({ caller, credentials }) =>
          server.handleUpgrade(request, socket, head, (accepted) =>
            welcome({ socket: accepted, caller, credentials, heard: true }),
          ),
        (thrown: unknown) => {
          const error = toHubError(thrown);
          if (error.code === 'internal') deps.log.error('a WebSocket could not be opened', { error });
          refuse(socket, error);
        },
      );
    },
    close: () => {
      stopListening();
      clearInterval(timer);
      for (const { socket } of open) socket.close(1001, 'the hub is stopping');
      const late = setTimeout(() => {
        for (const { socket } of open) socket.terminate();
      }, 2_000);
      late.unref();
      server.close();
    },
    count: () => open.size,
  };
};

const refuse = (socket: Duplex, error: HubError): void => {
  const body = problemBody(error, '');
  socket.end(
    `HTTP/1.1 ${error.status} Refused\r\ncontent-type: application/problem+json\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  );
};
