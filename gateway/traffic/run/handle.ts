import type { IncomingMessage, ServerResponse } from 'node:http';
import { HubError } from '../../../core/errors.ts';
import type { Log } from '../../../core/ports.ts';
import { sendProblem, toHubError } from '../../http/problem.ts';
import type { ClientFacts } from '../listen/addresses.ts';
import type { Crowd } from './crowd.ts';
import { plainPath } from '../match/request-path.ts';
import type { Match } from '../match/endpoints.ts';
import { dropOwnCookies } from '../forward/own-cookies.ts';
import { ownVia } from '../forward/outgoing-headers.ts';
import { newRequestId, requestIdOf } from '../listen/request-id.ts';
import { runSteps } from './run-steps.ts';
import { ServedExchange } from './served-exchange.ts';
import type { SpaceRoutes, TrafficTable } from './table.ts';

export interface HandleParts {
  table(): TrafficTable;
  /** Slugs of spaces by hosts in lower case; `*` for every other one. */
  readonly hosts: ReadonlyMap<string, string>;
  readonly crowd: Crowd;
  factsOf(request: IncomingMessage): ClientFacts;
  /** When an exchange is over, whatever became of it. */
  over(exchange: ServedExchange, status: number): void;
  /** A request that no pipeline took. */
  refused(error: HubError): void;
  readonly log: Log;
}

export type Handle = (request: IncomingMessage, response: ServerResponse) => void;

/** So often may a request have come through this gateway: more is a loop. */
const mostRounds = 5;

/** From a request to its pipeline. The hot path of the gateway: every line here is run for each request. */
export const openHandle = (parts: HandleParts): Handle => {
  const { crowd, hosts } = parts;

  const findSpace = (host: string, path: string): { space: SpaceRoutes; path: string } => {
    const { spaces } = parts.table();
    const slug = hosts.size === 0 ? undefined : (hosts.get(host) ?? hosts.get('*'));
    if (slug !== undefined) {
      const space = spaces.get(slug);
      if (space === undefined) throw unknown(path);
      return { space, path };
    }
    const end = path.indexOf('/', 1);
    const space = spaces.get(end < 0 ? path.slice(1) : path.slice(1, end));
    if (space === undefined) throw unknown(path);
    return { space, path: end < 0 ? '/' : path.slice(end) };
  };

  const begin = (request: IncomingMessage, response: ServerResponse): ServedExchange => {
    const startedAt = performance.now();
    const url = request.url ?? '/';
    const at = url.indexOf('?');
    const whole = plainPath(at < 0 ? url : url.slice(0, at));
    if (whole.charCodeAt(0) !== 47) throw unknown(whole);
    const host = hostName(request.headers.host ?? '');
    const { via, cookie } = request.headers;
    if (cookie !== undefined) dropOwnCookies(request, cookie);
    if (via !== undefined && via.split(ownVia).length > mostRounds) throw loop();
    const { space, path } = findSpace(host, whole);
    const match = matchIn(space, request.method ?? 'GET', { host, path });
    const facts = parts.factsOf(request);
    return new ServedExchange({
      ...{ request, response, requestId: requestIdOf(request), host, path },
      ...{ query: at < 0 ? '' : url.slice(at), match, startedAt },
      ...{ client: facts.client, forwardedFor: facts.forwardedFor, secure: facts.secure },
    });
  };

  return (request, response) => {
    let exchange: ServedExchange;
    try {
      exchange = begin(request, response);
      crowd.enter(exchange.spaceId);
    } catch (thrown) {
      const error = toHubError(thrown);
      parts.refused(error);
      sendProblem(response, error, newRequestId());
      return;
    }
    response.once('close', () => {
      crowd.leave(exchange.spaceId);
      if (!response.writableFinished) exchange.leave();
      const status = response.headersSent ? response.statusCode : 0;
      parts.over(exchange, status);
      try {
        exchange.end(status);
      } catch (error) {
        const { name, spaceId } = exchange.pipeline;
        parts.log.error('traffic: a policy failed after the answer', { spaceId, pipeline: name, error });
      }
    });
    try {
      const waiting = runSteps(exchange);
      waiting?.catch((error: unknown) => exchange.fail(error));
    } catch (error) {
      exchange.fail(error);
    }
  };
};

const matchIn = (
  space: SpaceRoutes,
  method: string,
  { host, path }: { readonly host: string; readonly path: string },
): Match => {
  const found = space.hosts.find(host, method, path);
  if (found === null) throw unknown(path);
  if ('endpoint' in found) return found;
  const allow = [...found.allow].join(', ');
  throw new HubError('method_not_allowed', `${method.slice(0, 20)} is not offered here, only ${allow}.`, {
    details: { allow },
  });
};

/** In lower case, without its port and without the point at its end. */
const hostName = (host: string): string => {
  const colon = host.lastIndexOf(':');
  const name = colon > host.lastIndexOf(']') ? host.slice(0, colon) : host;
  // `api.example.com.` is the same host, written out to the root.
  return (name.endsWith('.') ? name.slice(0, -1) : name).toLowerCase();
};

const unknown = (path: string): HubError =>
  new HubError('not_found', `There is nothing at ${path.slice(0, 200)}.`);

const loop = (): HubError =>
  new HubError(
    'loop_detected',
    'This request has come through the gateway again and again: an upstream leads back to it.',
  );
