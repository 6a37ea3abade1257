import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { HubError, isHubError } from '../../core/errors.ts';
import type { Clock, Hints, Log, ToolCaller } from '../../core/ports.ts';
import type { Db } from '../../platform/db/open.ts';
import { newId } from '../../platform/ids.ts';
import { readJsonBody } from '../../platform/json-body.ts';
import type { Metrics } from '../../platform/metrics.ts';
import type { Telemetry } from '../../platform/telemetry.ts';
import { classify, statelessRevision, type Failure, type MessageId } from '../sdk/server.ts';
import { answerMethods, type CallContext } from './answer-methods.ts';
import { failureOf, isUnexpected, refusalOf, refuse } from './failure.ts';
import { openHeartbeat } from './heartbeat.ts';
import { openHeldCalls } from './held-calls.ts';
import { openListens } from './listens.ts';
import type { Offers } from './offer.ts';
import { methodOf, observeRequests, type RequestFacts } from './observe-requests.ts';
import { checkOrigin, type OriginOptions } from './origin.ts';
import { principalOf } from './principal.ts';
import { openSealedStates } from './sealed-state.ts';
import { sessionRequests } from './session-requests.ts';
import { openSessions } from './sessions.ts';
import { answerStateless } from './stateless.ts';
import type { Visit } from './visit.ts';

/** The beginning of the paths that are taken. */
const mcpPrefix = '/mcp/';

export interface EndpointDeps {
  readonly offers: Offers;
  /** Who calls; refuses as `unauthenticated` or `forbidden`. */
  readonly authenticate: (request: IncomingMessage, toolset: string) => Promise<ToolCaller>;
  /** The header WWW-Authenticate that tells a client how to get in. */
  readonly challenge: (toolset: string, refusal: HubError, request: IncomingMessage) => string;
  /** Refuses who calls too often. */
  readonly limit?: (caller: ToolCaller, request: IncomingMessage, response: ServerResponse) => Promise<void>;
  readonly origin: OriginOptions;
  readonly db: Db;
  readonly hints: Hints;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly telemetry: Pick<Telemetry, 'span'>;
  /** 32 random bytes that only the hub's processes know. */
  readonly stateKey: Buffer;
  /** How often streams are looked at; for tests. */
  readonly beatMs?: number;
}

export interface Endpoint {
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>;
  /** Ends what never ends by itself. Requests that are under way go on. */
  drain(): void;
  stop(): Promise<void>;
}

/** Its id is told to whoever is refused. */
interface Posting extends RequestFacts {
  id?: MessageId | undefined;
}

const limits = { bytes: 4 * 1024 * 1024, depth: 64, keys: 100_000 };
const usualBeatMs = 10_000;
const toolsetShape = /^[a-z0-9][a-z0-9._-]{0,63}$/;

export const openEndpoint = (deps: EndpointDeps): Endpoint => {
  const { offers, clock, log } = deps;
  const { monotonic } = clock;
  const heartbeat = openHeartbeat(deps.beatMs ?? usualBeatMs, monotonic);
  const randomId = (): string => randomBytes(12).toString('base64url');
  const held = openHeldCalls({ heartbeat, monotonic, newId: randomId });
  const states = openSealedStates({ key: deps.stateKey, clock });
  const answer = answerMethods({ held, states, process: randomId() });
  const explain = (error: unknown, context: unknown): Failure => {
    const { requestId, toolset } = context as CallContext;
    if (isUnexpected(error)) log.error('a request of MCP failed', { requestId, toolset, error });
    return failureOf(error, requestId);
  };
  const sessions = openSessions({ ...deps, heartbeat, monotonic, answer, explain });
  const listens = openListens({ offers, heartbeat, monotonic });
  const inSession = sessionRequests({ sessions, offers, heartbeat, monotonic });
  const check = checkOrigin(deps.origin);
  deps.metrics.gauge('hub_mcp_sessions', 'Sessions of MCP that this process holds.', () => sessions.live);
  deps.metrics.gauge('hub_mcp_listens', 'Open subscriptions of MCP.', () => listens.size);
  deps.metrics.gauge('hub_mcp_held_calls', 'Calls that wait for an answer of a client.', () => held.size);
  let stopping = false;

  const find = async (
    request: IncomingMessage,
    toolset: string,
  ): Promise<Pick<Visit, 'caller' | 'offer'>> => {
    const caller = await deps.authenticate(request, toolset);
    const allowed = caller.toolsets?.includes(toolset) ?? true;
    const offer = allowed ? await offers.find(caller, toolset) : undefined;
    if (offer === undefined) throw new HubError('not_found', `There is no toolset "${toolset}" here.`);
    return { caller, offer };
  };

  const enter = async (
    request: IncomingMessage,
    response: ServerResponse,
    facts: RequestFacts,
  ): Promise<Visit> => {
    const { toolset } = facts;
    const { caller, offer } = await find(request, toolset);
    facts.caller = caller;
    await deps.limit?.(caller, request, response);
    const principal = principalOf(caller);
    const requestId = String(response.getHeader('x-request-id') ?? newId('req'));
    return {
      ...{ request, response, caller, offer, toolset },
      context: { offer, spaceId: caller.spaceId, toolset, principal, requestId },
      stillAllowed: async () => principalOf((await find(request, toolset)).caller) === principal,
    };
  };

  const post = async (visit: Visit, facts: Posting): Promise<void> => {
    const { request, response } = visit;
    const body = await readJsonBody(request, limits);
    const id = idOf(body);
    facts.id = id;
    facts.method = methodOf(body);
    const version = header(request, 'mcp-protocol-version');
    const classified = classify({ body, version, method: header(request, 'mcp-method') });
    if (classified.kind === 'reject') {
      const { code, message, data } = classified;
      return refuse(response, {
        status: classified.httpStatus,
        failure: { code, message, data },
        id: id ?? null,
      });
    }
    if (classified.kind === 'modern') {
      facts.era = statelessRevision;
      facts.endless = facts.method === 'subscriptions/listen';
      const listen: Parameters<typeof answerStateless>[0]['listen'] = async (message) =>
        listens.open(message, visit, visit.stillAllowed);
      return answerStateless({ heartbeat, answer, explain, listen }, classified, visit);
    }
    facts.era = 'session';
    await inSession.post(await ofSessions(visit), body, classified.reason);
  };

  return {
    handle: observeRequests(deps, async (request, response, facts: Posting) => {
      try {
        check(request);
        facts.toolset = toolsetOf(request.url ?? '');
        const { method = '' } = request;
        if (!['POST', 'GET', 'DELETE'].includes(method) || (method !== 'POST' && isStateless(request)))
          throw new HubError('method_not_allowed', `${method} is not offered here.`);
        if (stopping) throw new HubError('shutting_down', 'The hub is stopping.', { retryAfter: 1 });
        const visit = await enter(request, response, facts);
        if (method === 'POST') return await post(visit, facts);
        facts.era = 'session';
        facts.endless = method === 'GET';
        if (method === 'GET') await inSession.get(await ofSessions(visit));
        else await inSession.end(await ofSessions(visit));
      } catch (thrown) {
        const { toolset, id } = facts;
        if (isUnexpected(thrown)) log.error('a request of MCP failed', { toolset, error: thrown });
        const error = isHubError(thrown) ? thrown : unexpected(thrown);
        facts.refused = error.code;
        const refusal = refusalOf(error);
        refuse(response, {
          ...refusal,
          id: id ?? null,
          headers: {
            ...refusal.headers,
            ...(error.code === 'method_not_allowed' ? { allow: allowed(request) } : {}),
            ...([401, 403].includes(error.status) && error.code !== 'origin_refused'
              ? { 'www-authenticate': deps.challenge(toolset, error, request) }
              : {}),
          },
        });
      }
    }),
    drain: () => {
      stopping = true;
      listens.close();
      sessions.drain();
      held.close();
    },
    stop: async () => {
      stopping = true;
      listens.close();
      held.close();
      sessions.close();
      heartbeat.close();
    },
  };
};

/** Only now is it known that the caller is of this era. */
const ofSessions = async (visit: Visit): Promise<Visit> => {
  const offer = (await visit.offer.older?.()) ?? visit.offer;
  return { ...visit, offer, context: { ...visit.context, offer } };
};

const header = ({ headers }: IncomingMessage, name: string): string | undefined => {
  const value = headers[name];
  return typeof value === 'string' ? value.trim() : undefined;
};

const isStateless = (request: IncomingMessage): boolean =>
  (header(request, 'mcp-protocol-version') ?? '') >= statelessRevision;

const allowed = (request: IncomingMessage): string => (isStateless(request) ? 'POST' : 'GET, POST, DELETE');

const toolsetOf = (url: string): string => {
  const question = url.indexOf('?');
  const name = url.slice(mcpPrefix.length, question < 0 ? undefined : question).replace(/\/$/, '');
  if (!toolsetShape.test(name))
    throw new HubError('not_found', `There is no toolset "${name.slice(0, 100)}" here.`);
  return name;
};

const idOf = (body: unknown): MessageId | undefined => {
  const { id, method } = (body ?? {}) as { readonly id?: unknown; readonly method?: unknown };
  return typeof method === 'string' && (typeof id === 'string' || typeof id === 'number') ? id : undefined;
};

const unexpected = (cause: unknown): HubError =>
  new HubError('internal', 'Something went wrong inside the hub. Its log has the reason.', { cause });
