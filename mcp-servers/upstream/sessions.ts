import { createHash } from 'node:crypto';
import { HubError } from '../../core/errors.ts';
import type { Clock, Log } from '../../core/ports.ts';
import { awaitWith } from '../../platform/await-with.ts';
import type { Exchange, Question, Values } from '../serve/offer.ts';
import type { UpstreamClient } from '../sdk/client.ts';
import { openCallLine, openCallScopes, type CallScope, type CallScopes } from './call-scope.ts';
import { requirePage } from './questions.ts';
import { fateOf, mayBeStale } from './session-fate.ts';

/** Whose session it is: it is never shared across spaces, servers, connections, or those who call. */
export interface SessionWish {
  readonly spaceId: string;
  readonly server: string;
  /** Of the registration: a server that was changed gets sessions of its own. */
  readonly revision: number;
  readonly connectionId: string | null;
  readonly callerId: string;
  /** Of a server that knows both eras: that of whoever calls. */
  readonly era: 'legacy' | 'newest';
  /** What the one who calls can be asked. */
  readonly capabilities: Values;
}

export interface SessionCall {
  readonly wish: SessionWish;
  readonly signal: AbortSignal;
  readonly exchange: Exchange | undefined;
  /** Doing it twice is as good as doing it once. */
  readonly repeatable: boolean;
}

export interface SessionNews {
  changed(wish: SessionWish, what: 'tools' | 'resources' | 'prompts'): void;
  updated(wish: SessionWish, uri: string): void;
}

/** Makes a connection; `again`: what was known of the server is not trusted. */
export type Connect = (
  wish: SessionWish,
  parts: { readonly again: boolean; readonly scopes: CallScopes; readonly hooks: SessionHooks },
) => Promise<UpstreamClient>;

export interface SessionHooks {
  asked(question: Question, signal: AbortSignal): Promise<Values>;
  logged(params: Values): void;
  changed(what: 'tools' | 'resources' | 'prompts'): void;
  updated(uri: string): void;
  lost(): void;
}

export interface UpstreamSessions {
  /** `work` is given the signal that ends with the call, for whatever reason. */
  use<T>(call: SessionCall, work: Work<T>): Promise<T>;
  /** Ends those that are not what they were made for any more. */
  retire(isCurrent: (wish: SessionWish) => Promise<boolean>): Promise<void>;
  /** Keeps one open until it is let go of; `lost` is told when it broke off. */
  hold(wish: SessionWish, lost: () => void): Promise<{ readonly client: UpstreamClient; release(): void }>;
  stop(): Promise<void>;
}

type Work<T> = (client: UpstreamClient, over: AbortSignal) => Promise<T>;

interface Session {
  readonly key: string;
  readonly wish: SessionWish;
  readonly client: Promise<UpstreamClient>;
  readonly calls: Set<CallScope>;
  readonly lostBy: Set<() => void>;
  users: number;
  lastUsed: number;
  gone: boolean;
  /** The end of the queue where one question at a time can be told from another. */
  turn: Promise<unknown>;
}

const idleMs = 5 * 60_000;
const lookMs = 15_000;
const mostSessions = 1_000;
/** However many a space keeps busy, there is room for those of others. */
const mostOfSpace = (mostSessions / 4) * 3;

export const openSessions = (deps: {
  readonly connect: Connect;
  readonly clock: Clock;
  readonly log: Log;
  readonly news: SessionNews;
}): UpstreamSessions => {
  const { clock, log, news } = deps;
  const scopes = openCallScopes();
  const sessions = new Map<string, Session>();
  const closing = new Set<Promise<unknown>>();
  let stopped = false;

  const close = (session: Session): void => {
    session.gone = true;
    if (sessions.get(session.key) === session) sessions.delete(session.key);
    if (session.users > 0) return;
    const over = session.client
      .then((client) => client.close())
      .catch((error: unknown) => log.debug('a session with an MCP server did not end well', { error }))
      .finally(() => closing.delete(over));
    closing.add(over);
  };

  const leave = (session: Session): void => {
    session.users--;
    session.lastUsed = clock.monotonic();
    if (session.gone && session.users === 0) close(session);
  };

  const makeRoom = (spaceId: string): void => {
    const own = [...sessions.values()].filter(({ wish }) => wish.spaceId === spaceId);
    const isCrowded = own.length >= mostOfSpace;
    if (!isCrowded && sessions.size < mostSessions) return;
    const idle = (isCrowded ? own : [...sessions.values()]).filter(({ users }) => users === 0);
    const oldest = idle.sort((one, other) => one.lastUsed - other.lastUsed)[0];
    if (oldest === undefined)
      throw new HubError(
        'rate_limited',
        isCrowded
          ? `More than ${mostOfSpace} sessions of this space with MCP servers are in use.`
          : `More than ${mostSessions} sessions with MCP servers are in use.`,
        { retryAfter: 5 },
      );
    close(oldest);
  };

  const open = (key: string, wish: SessionWish): Session => {
    makeRoom(wish.spaceId);
    const calls = new Set<CallScope>();
    const lostBy = new Set<() => void>();
    const hooks: SessionHooks = {
      asked: (question, signal) => ask(scopeOf(scopes, calls), question, signal),
      logged: (params) => tell(scopeOf(scopes, calls), params),
      changed: (what) => news.changed(wish, what),
      updated: (uri) => news.updated(wish, uri),
      lost: () => {
        close(session);
        for (const told of lostBy) told();
      },
    };
    // Outside of any call: what comes on streams of the session belongs to none.
    const client = scopes.exit(() => connectTwice(deps.connect, wish, { scopes, hooks }));
    const session: Session = {
      ...{ key, wish, client, calls, lostBy, users: 0, lastUsed: clock.monotonic(), gone: false },
      turn: Promise.resolve(),
    };
    sessions.set(key, session);
    client.catch(() => close(session));
    return session;
  };

  const take = (wish: SessionWish): Session => {
    if (stopped) throw new HubError('shutting_down', 'The hub is stopping and calls no MCP server any more.');
    const key = keyOf(wish);
    const session = sessions.get(key) ?? open(key, wish);
    session.users++;
    return session;
  };

  const useOnce = async <T>(session: Session, call: SessionCall, work: Work<T>): Promise<T> => {
    const client = await awaitWith(call.signal, session.client);
    const run = async (): Promise<T> => {
      const done = new AbortController();
      const broken = Promise.withResolvers<never>();
      const over = AbortSignal.any([call.signal, done.signal]);
      const scope = { exchange: call.exchange, over, line: openCallLine(broken.reject) };
      session.calls.add(scope);
      try {
        return await Promise.race([scopes.run(scope, () => work(client, over)), broken.promise]);
      } finally {
        session.calls.delete(scope);
        scope.line.close();
        done.abort();
      }
    };
    // Where all messages share one line, a question is known to belong to the one call that can be asked.
    if (client.prior.transport === 'streamable' || Object.keys(call.wish.capabilities).length === 0)
      return run();
    const mine = session.turn.then(() => awaitWith(call.signal, run()));
    session.turn = mine.catch(() => undefined);
    return mine;
  };

  const timer = setInterval(() => {
    const now = clock.monotonic();
    for (const session of sessions.values())
      if (session.users === 0 && now - session.lastUsed > idleMs) close(session);
  }, lookMs);
  timer.unref();

  return {
    use: async (call, work) => {
      for (let attempt = 1; ; attempt++) {
        const session = take(call.wish);
        try {
          return await useOnce(session, call, work);
        } catch (error) {
          const fate = call.signal.aborted ? 'stands' : fateOf(error);
          if (fate !== 'stands') close(session);
          const again = fate === 'never-done' || (fate === 'broken' && call.repeatable);
          if (attempt > 1 || !again || call.signal.aborted) throw error;
        } finally {
          leave(session);
        }
      }
    },
    retire: async (isCurrent) => {
      for (const session of sessions.values()) if (!(await isCurrent(session.wish))) close(session);
    },
    hold: async (wish, lost) => {
      const session = take(wish);
      let held = true;
      const release = (): void => {
        if (!held) return;
        held = false;
        session.lostBy.delete(lost);
        leave(session);
      };
      session.lostBy.add(lost);
      try {
        return { client: await session.client, release };
      } catch (error) {
        release();
        throw error;
      }
    },
    stop: async () => {
      stopped = true;
      clearInterval(timer);
      for (const session of sessions.values()) {
        session.users = 0;
        close(session);
      }
      await Promise.all(closing);
    },
  };
};

const keyOf = ({
  spaceId,
  server,
  revision,
  connectionId,
  callerId,
  era,
  capabilities,
}: SessionWish): string =>
  createHash('sha256')
    .update(JSON.stringify([spaceId, server, revision, connectionId, callerId, era, capabilities]))
    .digest('base64');

/** What was known of a server may be over: it is found out anew before that counts as a failure. */
const connectTwice = async (
  connect: Connect,
  wish: SessionWish,
  parts: { readonly scopes: CallScopes; readonly hooks: SessionHooks },
): Promise<UpstreamClient> => {
  try {
    return await connect(wish, { ...parts, again: false });
  } catch (error) {
    if (!mayBeStale(error)) throw error;
    return connect(wish, { ...parts, again: true });
  }
};

const scopeOf = (scopes: CallScopes, calls: ReadonlySet<CallScope>): CallScope | undefined => {
  const own = scopes.getStore();
  if (own !== undefined) return own;
  const [only, other] = [...calls].filter(({ exchange }) => exchange !== undefined);
  return other === undefined ? only : undefined;
};

const ask = async (
  scope: CallScope | undefined,
  question: Question,
  signal: AbortSignal,
): Promise<Values> => {
  if (scope?.exchange === undefined)
    throw new HubError(
      'client_incapable',
      'The MCP server asked a question that belongs to no call, or to one that nobody can be asked about.',
    );
  requirePage(question);
  return awaitWith(signal, scope.exchange.ask(question));
};

const tell = (scope: CallScope | undefined, { level, data, logger }: Values): void =>
  scope?.exchange?.log(
    typeof level === 'string' ? level : 'info',
    data,
    ...(typeof logger === 'string' ? [logger] : []),
  );
