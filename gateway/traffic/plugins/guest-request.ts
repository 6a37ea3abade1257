import { HubError } from '../../../core/errors.ts';
import type { Consumer, Exchange } from '../exchange.ts';
import { plainPath } from '../match/request-path.ts';
import { parsedQuery } from './express-words.ts';
import { guestBody } from './guest-body.ts';
import { guestHeaders } from './guest-headers.ts';
import type { GuestWords } from './guest-words.ts';

/** The request of an exchange while plug-ins see it: what they change of it goes on. */
export interface GuestRequest {
  /** As policies have left it by now. */
  enter(): void;
  /** What was changed goes on; waits where a plug-in reads the body. */
  leave(): Promise<void> | undefined;
}

export const guestRequest = (exchange: Exchange, words: GuestWords): GuestRequest => {
  const { request, outgoing } = exchange;
  const method = request.method ?? 'GET';
  const headers = guestHeaders(exchange);
  const body = guestBody(exchange);
  let url = '';
  let user: unknown;
  let isUserSet = false;
  let madeBody: unknown;
  let isBodyMade = false;
  let query: unknown;
  const whoCalls = (): unknown => (isUserSet ? user : consumerOf(exchange.consumer));

  const context: Record<string, unknown> = {
    requestID: exchange.requestId,
    req: request,
    res: exchange.response,
    apiEndpoint: {
      apiEndpointName: exchange.endpoint,
      ...(exchange.pattern !== undefined && { path: exchange.pattern, paths: [exchange.pattern] }),
      scopes: [...exchange.scopes],
    },
    run: (source: string) => seen(() => words.run(source)),
    match: (source: string) => seen(() => words.match(source)),
    evaluateAsTemplateString: (source: string) => seen(() => words.template(source)),
  };
  Object.defineProperties(context, {
    egContext: { get: () => context },
    consumer: { get: whoCalls },
    requestStream: { get: body.stream, set: body.setStream, enumerable: true },
  });

  /** Expressions see what the plug-in has changed so far. */
  const seen = <Answer>(ask: () => Answer): Answer => {
    headers.take();
    takeUrl();
    return ask();
  };

  const takeUrl = (): void => {
    const now = request.url ?? '/';
    if (now === url) return;
    url = now;
    const written = encoded(now);
    const at = written.indexOf('?');
    const path = at < 0 ? written : written.slice(0, at);
    if (!path.startsWith('/'))
      throw new HubError(
        'plugin_failed',
        'A plug-in has set a URL that is no path: it has to begin with "/".',
      );
    outgoing.path = plainPath(path);
    outgoing.query = at < 0 ? '' : written.slice(at);
  };

  const takeMethod = (): void => {
    const now = request.method ?? method;
    if (/^[A-Za-z][A-Za-z-]{0,39}$/.test(now)) outgoing.method = now.toUpperCase();
    request.method = method;
  };

  define(request, {
    egContext: { value: context, writable: true },
    headers: { get: () => headers.view, set: headers.replace },
    originalUrl: { value: exchange.path + exchange.query, writable: true },
    baseUrl: { value: '', writable: true },
    params: { value: { ...exchange.parameters }, writable: true },
    route: { value: { path: exchange.pattern ?? '*' }, writable: true },
    query: {
      get: () => (query ??= parsedQuery(exchange.query.slice(1))),
      set: (given: unknown) => {
        query = given;
      },
    },
    ip: { value: exchange.client, writable: true },
    ips: { value: exchange.forwardedFor.split(', '), writable: true },
    protocol: { value: exchange.secure ? 'https' : 'http', writable: true },
    secure: { value: exchange.secure, writable: true },
    hostname: { value: exchange.host, writable: true },
    user: {
      get: whoCalls,
      set: (given: unknown) => {
        isUserSet = true;
        user = given;
      },
    },
    isAuthenticated: { value: () => Boolean(whoCalls()), writable: true },
    isUnauthenticated: { value: () => !whoCalls(), writable: true },
    logIn: { value: logIn, writable: true },
    login: { value: logIn, writable: true },
    body: {
      get: () => (isBodyMade ? madeBody : body.value()),
      set: (given: unknown) => {
        isBodyMade = true;
        madeBody = given;
      },
    },
    // Readers of bodies leave alone what has been read already.
    _body: { get: () => isBodyMade || outgoing.body !== null, set: () => undefined },
  });

  return {
    enter: () => {
      headers.refresh();
      url = outgoing.path + outgoing.query;
      request.url = url;
      request.method = outgoing.method;
      body.begin();
    },
    leave: () => {
      headers.take();
      takeUrl();
      takeMethod();
      return body.take(headers.announced());
    },
  };
};

function logIn(this: { user?: unknown }, user: unknown, ...rest: unknown[]): void {
  this.user = user;
  const done = rest.find((one) => typeof one === 'function') as ((error?: unknown) => void) | undefined;
  done?.();
}

const define = (on: object, properties: PropertyDescriptorMap): void => {
  for (const [name, property] of Object.entries(properties))
    Object.defineProperty(on, name, { configurable: true, enumerable: true, ...property });
};

/** With the names that express-gateway has for it. */
const consumerOf = (consumer: Consumer | null): object | null =>
  consumer === null
    ? null
    : {
        ...{ id: consumer.id, username: consumer.name, name: consumer.name, isActive: true },
        authorizedScopes: [...consumer.scopes],
        metadata: consumer.metadata,
      };

/** What cannot stand in a path is percent-encoded: it may come from a client. */
const encoded = (url: string): string =>
  url
    .toWellFormed()
    .replace(/[^!-~]+/gu, (part) => encodeURIComponent(part))
    .replaceAll('#', '%23');
