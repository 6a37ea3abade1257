import type { IncomingMessage, ServerResponse } from 'node:http';
import { nobody, type Caller } from '../../core/caller.ts';
import { HubError } from '../../core/errors.ts';
import type { AnsweredFile, Cookie, Exchange, HubOperation } from '../../platform/invoke/context.ts';
import { checkIdempotencyKey } from '../../platform/invoke/idempotency.ts';
import { checkAccess, type Invoke } from '../../platform/invoke/invoker.ts';
import { bearerOf, parseCookies, refuseForeignPage } from './credentials.ts';
import {
  checkText,
  defaultBodyLimits,
  parseJsonText,
  readJsonBody,
  readTextBody,
  type BodyLimits,
} from '../../platform/json-body.ts';
import type { Edge } from './origin.ts';
import type { RequestLimits } from './request-limits.ts';
import type { RouteTable } from './route-table.ts';
import { sendFile } from './send-file.ts';
import { sendLines } from './send-lines.ts';

export interface Credentials {
  readonly bearer?: string | undefined;
  readonly sessionCookie?: string | undefined;
  readonly spaceSlug?: string | undefined;
}

export type Authenticate = (credentials: Credentials) => Promise<Caller>;

export interface OperationsDeps {
  readonly routes: RouteTable;
  readonly authenticate: Authenticate;
  readonly invoke: Invoke;
  readonly edge: Edge;
  readonly limits: RequestLimits;
  /** What the cookie of a session is called over this scheme. */
  readonly sessionCookieName: (secure: boolean) => string;
}

export interface RequestFacts {
  readonly requestId: string;
  readonly signal: AbortSignal;
  /** For the log and the metrics: filled in as soon as it is known. */
  operation?: string;
  caller?: Caller;
}

export type OperationsHandler = (
  request: IncomingMessage,
  response: ServerResponse,
  facts: RequestFacts,
) => Promise<void>;

/** REST for every operation: route, caller, access, limits, and only then the body. */
export const operationsHandler =
  (deps: OperationsDeps): OperationsHandler =>
  async (request, response, facts) => {
    const { path, query } = splitUrl(request.url ?? '/');
    const origin = deps.edge.originOf(request);
    const address = deps.edge.addressOf(request);
    const { operation, parameters } = deps.routes.find(request.method ?? 'GET', path);
    facts.operation = operation.name;

    const cookies = parseCookies(request.headers.cookie);
    const caller = await identify(deps, { request, cookies, origin, operation });
    facts.caller = caller;
    await deps.limits.check(caller, address, response);
    checkAccess(operation, caller);

    const input = { ...bodyAndQuery(operation, query, await bodyOf(request, operation)), ...parameters };
    for (const [name, value] of Object.entries(parameters)) checkText(value, name);
    const reply: Reply = { cookies: [], location: undefined, lines: undefined, file: undefined };
    const idempotencyKey = headerOf(request, 'idempotency-key');
    if (idempotencyKey !== undefined && operation.http.streams !== undefined)
      throw new HubError('header_invalid', 'A stream is not kept: send no Idempotency-Key here.');
    const answer = await deps.invoke({
      operation,
      input,
      caller,
      requestId: facts.requestId,
      signal: facts.signal,
      idempotencyKey: idempotencyKey === undefined ? undefined : checkIdempotencyKey(idempotencyKey),
      exchange: exchangeOf({ request, address, origin, cookies, reply }),
    });
    if (answer.replayed) response.setHeader('idempotency-replayed', 'true');
    await send(response, { answer, reply, secure: origin.startsWith('https:'), requestId: facts.requestId });
  };

interface Reply {
  readonly cookies: Cookie[];
  location: string | undefined;
  lines: AsyncIterable<unknown> | undefined;
  file: AnsweredFile | undefined;
}

const splitUrl = (url: string): { path: string; query: URLSearchParams } => {
  const at = url.indexOf('?');
  return at < 0
    ? { path: url, query: new URLSearchParams() }
    : { path: url.slice(0, at), query: new URLSearchParams(url.slice(at + 1)) };
};

const headerOf = (request: IncomingMessage, name: string): string | undefined => {
  const value = request.headers[name];
  if (Array.isArray(value))
    throw new HubError('header_invalid', `The header "${name}" was sent ${value.length} times.`);
  return value;
};

interface Arrival {
  readonly request: IncomingMessage;
  readonly cookies: ReadonlyMap<string, string>;
  readonly origin: string;
  readonly operation: HubOperation;
}

const identify = async (deps: OperationsDeps, arrival: Arrival): Promise<Caller> => {
  const { request, cookies, origin, operation } = arrival;
  const bearer = bearerOf(request);
  const sessionCookie = cookies.get(deps.sessionCookieName(origin.startsWith('https:')));
  if (bearer === undefined && cookies.size > 0 && operation.http.method !== 'GET')
    refuseForeignPage(request, origin);
  if (bearer === undefined && sessionCookie === undefined) return nobody;
  // What anyone may call, a person with a spent session may call too: that is how a new one is made.
  if (operation.access === 'anyone') return nobody;
  return deps.authenticate({
    bearer,
    sessionCookie: bearer === undefined ? sessionCookie : undefined,
    spaceSlug: headerOf(request, 'hub-space'),
  });
};

const hasBody = (operation: HubOperation): boolean =>
  operation.http.method !== 'GET' && operation.http.method !== 'DELETE';

const bodyOf = async (
  request: IncomingMessage,
  operation: HubOperation,
): Promise<Record<string, unknown>> => {
  const body = await readBody(request, operation);
  if (body === undefined) return {};
  if (!hasBody(operation))
    throw new HubError('body_malformed', `${operation.http.method} takes no body here.`);
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new HubError('body_malformed', 'The body must be a JSON object.');
  }
  const misplaced = operation.http.query.find((name) => name in body);
  if (misplaced !== undefined)
    throw new HubError('input_invalid', `"${misplaced}" belongs into the query, not into the body.`);
  const inPath = pathNames(operation).find((name) => name in body);
  if (inPath !== undefined)
    throw new HubError('input_invalid', `"${inPath}" belongs into the path, not into the body.`);
  return body as Record<string, unknown>;
};

const readBody = async (request: IncomingMessage, operation: HubOperation): Promise<unknown> => {
  const limits = limitsOf(operation);
  const { reads } = operation.http;
  if (reads === undefined) return readJsonBody(request, limits);
  const text = await readTextBody(request, limits);
  if (text === undefined) return undefined;
  return reads({
    contentType: (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '',
    headers: request.headers,
    text,
    json: () => parseJsonText(text, limits),
  });
};

/** A body that may be large may have as many more keys. */
const limitsOf = ({ http }: HubOperation): BodyLimits =>
  http.maxBytes === undefined
    ? defaultBodyLimits
    : {
        ...defaultBodyLimits,
        bytes: http.maxBytes,
        keys: Math.ceil((defaultBodyLimits.keys * http.maxBytes) / defaultBodyLimits.bytes),
      };

const pathNames = (operation: HubOperation): string[] =>
  [...operation.http.path.matchAll(/\{(\w+)\}/g)].map((match) => match[1] as string);

const bodyAndQuery = (
  operation: HubOperation,
  query: URLSearchParams,
  body: Record<string, unknown>,
): Record<string, unknown> => {
  if (query.size === 0) return body;
  const taken: Record<string, unknown> = {};
  for (const name of new Set(query.keys())) {
    if (hasBody(operation) && !operation.http.query.includes(name)) {
      throw new HubError('input_invalid', `"${name.slice(0, 100)}" is not taken in the query here.`, {
        problems: [{ path: name.slice(0, 100), message: 'is not taken in the query here' }],
      });
    }
    const values = query.getAll(name);
    for (const value of values) checkText(value, name);
    taken[name] = values.length === 1 ? values[0] : values;
  }
  return { ...body, ...taken };
};

interface ExchangeParts {
  readonly request: IncomingMessage;
  readonly address: string;
  readonly origin: string;
  readonly cookies: ReadonlyMap<string, string>;
  readonly reply: Reply;
}

const exchangeOf = ({ request, address, origin, cookies, reply }: ExchangeParts): Exchange => ({
  ip: address,
  userAgent: (request.headers['user-agent'] ?? '').slice(0, 300),
  origin,
  cookies,
  setCookie: (cookie) => {
    reply.cookies.push(cookie);
  },
  redirect: (location) => {
    reply.location = location;
  },
  stream: (lines) => {
    reply.lines = lines;
  },
  file: (file) => {
    reply.file = file;
  },
});

const cookieText = (cookie: Cookie, secure: boolean): string =>
  [
    `${cookie.name}=${cookie.value ?? ''}`,
    `Path=${cookie.path}`,
    `Max-Age=${cookie.value === null ? 0 : cookie.maxAgeSeconds}`,
    'HttpOnly',
    `SameSite=${cookie.sameSite ?? 'Lax'}`,
    ...(secure ? ['Secure'] : []),
  ].join('; ');

interface Sent {
  readonly answer: { readonly status: number; readonly output: unknown };
  readonly reply: Reply;
  readonly secure: boolean;
  readonly requestId: string;
}

const send = async (response: ServerResponse, { answer, reply, secure, requestId }: Sent): Promise<void> => {
  if (reply.cookies.length > 0)
    response.setHeader(
      'set-cookie',
      reply.cookies.map((cookie) => cookieText(cookie, secure)),
    );
  if (reply.location !== undefined) {
    response.writeHead(303, { location: reply.location, 'cache-control': 'no-store', 'content-length': 0 });
    response.end();
    return;
  }
  if (reply.lines !== undefined) {
    await sendLines(response, reply.lines, { status: answer.status, requestId });
    return;
  }
  if (reply.file !== undefined) {
    await sendFile(response, reply.file);
    return;
  }
  const body = JSON.stringify(answer.output);
  response.writeHead(answer.status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
  });
  response.end(body);
};
