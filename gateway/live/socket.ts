import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import type { Caller } from '../../core/caller.ts';
import { HubError } from '../../core/errors.ts';
import type { HubEvent } from '../../core/event.ts';
import type { Clock, Log } from '../../core/ports.ts';
import { newId } from '../../platform/ids.ts';
import { bearerOf, parseCookies } from '../http/credentials.ts';
import type { Authenticate, Credentials } from '../http/operations-handler.ts';
import type { Edge } from '../http/origin.ts';
import { toHubError } from '../http/problem.ts';
import { refuseOnSocket } from '../http/raw-answer.ts';
import type { Presences } from './presences.ts';
import type { RunWatches } from './run-watches.ts';
import { maySee } from './visible.ts';
import type { Watcher } from './watcher.ts';

export interface LiveDeps {
  readonly authenticate: Authenticate;
  readonly edge: Edge;
  /** The hub is reached by https. */
  readonly secure: boolean;
  readonly sessionCookieName: (secure: boolean) => string;
  readonly clock: Clock;
  readonly log: Log;
  /** Every committed event, soon after its commit; answers how to stop listening. */
  readonly onEvent: (listener: (event: HubEvent) => void) => () => void;
  /** Told when the audit trail of the space has grown; answers how to stop listening. */
  readonly onAudit: (spaceId: string, listener: (event: HubEvent) => void) => () => void;
  readonly runs: RunWatches;
  readonly presences: Presences;
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

const messageOf = ({ id, type, subject, time, data }: HubEvent): string =>
  JSON.stringify({ type: 'event', event: { id, type, subject, time, data } });

/** What a caller may read can change while the socket is open: it is asked for each message. */
const tellOne = ({ socket, caller }: Open, event: HubEvent, text: string): void => {
  if (caller.spaceId !== event.hubspace || !maySee(caller, event.type)) return;
  if (socket.bufferedAmount > unsentLimit) socket.close(1013, 'too slow');
  else socket.send(text);
};

/** WebSockets that tell a page what happened in its space. From the page they carry nothing but what it wants to watch. */
export const openLiveSockets = (deps: LiveDeps): LiveSockets => {
  const server = new WebSocketServer({ noServer: true, maxPayload: 1024, perMessageDeflate: false });
  const open = new Set<Open>();

  const tell = (event: HubEvent): void => {
    if (open.size === 0) return;
    const text = messageOf(event);
    for (const one of open) tellOne(one, event, text);
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
    let heardAt = deps.clock.monotonic();
    const heard = (): void => {
      one.heard = true;
      heardAt = deps.clock.monotonic();
    };
    socket.on('pong', heard);
    const watcher: Watcher = {
      caller: () => one.caller,
      ready: () => socket.bufferedAmount < unsentLimit / 2,
      send: (text) => socket.send(text),
      ping: () => socket.ping(),
      heardAt: () => heardAt,
    };
    const watching = [deps.runs.enter(watcher), deps.presences.enter(watcher)];
    socket.on('message', (data: Buffer) => {
      heard();
      const text = data.toString();
      for (const link of watching) link.hear(text);
    });
    socket.on('error', () => socket.terminate());
    const { spaceId } = one.caller;
    const stopAudit =
      spaceId === null ? undefined : deps.onAudit(spaceId, (event) => tellOne(one, event, messageOf(event)));
    socket.on('close', () => {
      open.delete(one);
      for (const link of watching) link.leave();
      stopAudit?.();
    });
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
          const requestId = newId('req');
          if (error.code === 'internal')
            deps.log.error('a WebSocket could not be opened', { requestId, error });
          refuseOnSocket(socket, { error, requestId, secure: deps.secure });
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
