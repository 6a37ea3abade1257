import { HubError } from '../../core/errors.ts';
import type { Classified, Message } from '../sdk/server.ts';
import { sessionRevisions } from '../sdk/server.ts';
import type { CallContext } from './answer-methods.ts';
import { codes, refuse, sendJson } from './failure.ts';
import { guardStream } from './guard.ts';
import type { Heartbeat } from './heartbeat.ts';
import type { Change, Offers } from './offer.ts';
import type { Session } from './session.ts';
import type { KnownSession, Sessions } from './sessions.ts';
import type { Visit } from './visit.ts';

type Reason = Extract<Classified, { kind: 'legacy' }>['reason'];

/** HTTP of the era with sessions. */
export interface SessionRequests {
  post(visit: Visit, body: unknown, reason: Reason): Promise<void>;
  get(visit: Visit): Promise<void>;
  end(visit: Visit): Promise<void>;
}

export interface SessionRequestDeps {
  readonly sessions: Sessions;
  readonly offers: Offers;
  readonly heartbeat: Heartbeat;
  readonly monotonic: () => number;
}

const longestBatch = 50;
/** The last revision that has batches. */
const batchRevision = '2025-03-26';

export const sessionRequests = (deps: SessionRequestDeps): SessionRequests => {
  const { sessions, offers, heartbeat } = deps;
  const watched = new WeakMap<Session, { visit: Visit }>();

  const sessionOf = async (visit: Visit): Promise<KnownSession> => {
    const id = visit.request.headers['mcp-session-id'];
    if (typeof id !== 'string')
      throw new HubError(
        'header_invalid',
        'The header Mcp-Session-Id is missing. Begin with "initialize", and send the id that its answer carries.',
      );
    const version = visit.request.headers['mcp-protocol-version'];
    if (typeof version === 'string' && !sessionRevisions.includes(version.trim()))
      throw new HubError(
        'header_invalid',
        `The revision "${version.slice(0, 40)}" is not spoken here. Use one of ${sessionRevisions.join(', ')}.`,
      );
    return sessions.find(visit, id);
  };

  const begin = async (visit: Visit, message: Message): Promise<void> => {
    const begun = await sessions.begin(visit, message);
    sendJson(visit.response, 200, {
      text: JSON.stringify(begun.message),
      headers: begun.id === undefined ? {} : { 'mcp-session-id': begun.id },
    });
  };

  const contextOf = (visit: Visit, known: KnownSession): CallContext => ({
    ...visit.context,
    clientCapabilities: known.clientCapabilities,
    session: {
      subscribe: async (uri) => {
        await visit.offer.resources?.subscribe?.(uri);
        await sessions.subscribe(known, uri);
      },
      unsubscribe: async (uri) => {
        await sessions.unsubscribe(known, uri);
        await visit.offer.resources?.unsubscribe?.(uri);
      },
    },
  });

  /** Tells a session of changes for as long as it has a stream to be told on. */
  const watch = (visit: Visit, known: KnownSession): void => {
    const { session } = known;
    const before = watched.get(session);
    if (before !== undefined) {
      // Its newest credential is the one that counts.
      before.visit = visit;
      return;
    }
    const newest = { visit };
    watched.set(session, newest);
    const tell = async (change: Change): Promise<void> => {
      if (typeof change !== 'object' || (await sessions.isSubscribed(known, change.resource)))
        session.changed(change);
    };
    const unwatch = offers.watch(
      ...([visit.caller.spaceId, visit.toolset] as const),
      (change) => void tell(change).catch(() => undefined),
    );
    const unguard = guardStream({
      ...deps,
      stillAllowed: async () => (await newest.visit.stillAllowed()) && sessions.isAlive(known),
      end: () => session.detach(),
    });
    const waiting = {
      beat: (): void => {
        if (session.listening) return;
        heartbeat.delete(waiting);
        watched.delete(session);
        unwatch();
        unguard();
      },
    };
    heartbeat.add(waiting);
  };

  return {
    post: async (visit, body, reason) => {
      const { request, response } = visit;
      requireAccept(request.headers.accept, ['application/json', 'text/event-stream']);
      if (reason === 'initialize') return begin(visit, body as Message);
      const known = await sessionOf(visit);
      const batch = Array.isArray(body);
      const messages = (batch ? body : [body]) as readonly Message[];
      if (batch) checkBatch(messages, known.row.protocol);
      for (const { method, id, params } of messages)
        if (method === undefined || id === undefined) {
          await sessions.forward(known, messages);
          break;
        } else if (method === 'logging/setLevel' && typeof params?.['level'] === 'string')
          await sessions.setLogLevel(known, params['level'].slice(0, 20));
      if (response.destroyed) return;
      known.session.post(response, { messages, batch, context: contextOf(visit, known) });
    },
    get: async (visit) => {
      const { request, response } = visit;
      requireAccept(request.headers.accept, ['text/event-stream']);
      const known = await sessionOf(visit);
      if (response.destroyed) return;
      const last = request.headers['last-event-id'];
      const { session } = known;
      const found = session.listen(response, typeof last === 'string' ? last : undefined);
      if (found === 'resumed') return;
      if (found === 'unknown' && session.listening)
        return refuse(response, {
          status: 400,
          failure: {
            code: codes.request,
            message: 'What came after this event cannot be sent again (any more).',
          },
        });
      // After a restart nothing is known of the old streams: the client gets a new one, and nothing of anybody else's.
      if (found === 'unknown') session.listen(response, undefined);
      watch(visit, known);
    },
    end: async (visit) => {
      await sessionOf(visit);
      await sessions.end(visit, String(visit.request.headers['mcp-session-id']));
      visit.response.writeHead(200, { 'content-length': '0' }).end();
    },
  };
};

const checkBatch = (messages: readonly Message[], protocol: string): void => {
  if (protocol !== batchRevision)
    throw new HubError('input_invalid', `Revision ${protocol} has no batches. Send one message at a time.`);
  if (messages.length > longestBatch)
    throw new HubError('input_invalid', `A batch has at most ${longestBatch} messages.`);
  if (messages.some(({ method }) => method === 'initialize'))
    throw new HubError('input_invalid', '"initialize" cannot be part of a batch.');
};

const requireAccept = (accept: string | undefined, needed: readonly string[]): void => {
  if (accept === undefined || accept.includes('*/*')) return;
  const missing = needed.filter((type) => !accept.includes(type));
  if (missing.length === 0) return;
  throw new HubError('not_acceptable', `The header Accept must list ${needed.join(' and ')}.`);
};
