import { hash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { HubError } from '../../core/errors.ts';
import type { Clock, Log } from '../../core/ports.ts';
import type { Db } from '../../platform/db/open.ts';
import type { Arrival } from './arrival.ts';
import { answerBody, answerQuery, isSignedText, type ChallengeAnswer } from './challenge.ts';
import { readContent, type Content } from './content.ts';
import type { KnownEndpoint, KnownEndpoints } from './endpoints.ts';
import { receiptOf } from './events.ts';
import type { KeySets } from './key-sets.ts';
import { readBody, unpacked } from './read-body.ts';
import type { Receipts } from './receipts.ts';
import { openRefusals } from './refusals.ts';
import { liveSecrets } from './secrets.ts';
import { problemWith } from './verify.ts';

export interface InboundDeps {
  readonly db: Db;
  readonly endpoints: KnownEndpoints;
  readonly receipts: Receipts;
  readonly keySets: KeySets;
  readonly clock: Clock;
  readonly log: Log;
  /** Where providers reach the hub, which some of them sign. */
  readonly publicUrl: string | undefined;
}

export type InboundHandler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** The beginning of the paths that are taken. */
export const hooksPrefix = '/hooks/';

const timeoutMs = 10_000;
const mostAtOnce = 1_000;
const mostBytesAtOnce = 128 * 1024 * 1024;

/**
 * `/hooks/<space>/<endpoint or connection>[/<token>]`: who it is from is checked on the bytes that came, and it is on
 * disk before the answer says so.
 */
export const inboundHandler = (deps: InboundDeps): InboundHandler => {
  const publicOrigin = deps.publicUrl === undefined ? undefined : new URL(deps.publicUrl).origin;
  const refusals = openRefusals(deps);
  let underWay = 0;
  let bytesHeld = 0;

  const take = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { path, query } = splitUrl(request.url ?? '/');
    const endpoint = await findEndpoint(deps.endpoints, path);
    const now = deps.clock.now();
    const secrets = liveSecrets(endpoint.secrets, now);
    if (request.method === 'GET' || request.method === 'HEAD') {
      const { verifyToken } = endpoint.secrets;
      const answer = answerQuery(endpoint.challenge, { query, secrets, verifyToken });
      if (answer === undefined)
        throw new HubError('method_not_allowed', 'Webhooks are sent by POST.', {
          details: { allow: 'POST' },
        });
      return send(response, answer);
    }
    if (request.method !== 'POST' && request.method !== 'PUT')
      throw new HubError('method_not_allowed', 'Webhooks are sent by POST.', { details: { allow: 'POST' } });

    let mine = 0;
    const held = (bytes: number): void => {
      mine += bytes;
      bytesHeld += bytes;
      if (bytesHeld > mostBytesAtOnce) throw busy();
    };
    try {
      const body = await readBody(request, { maxBytes: endpoint.maxBytes, timeoutMs, held });
      const plain = await unpacked(body, request.headers['content-encoding'], endpoint.maxBytes);
      const arrival = arrivalOf(request, { body, plain, origin: publicOrigin });
      const problem = isSignedText(endpoint.challenge, arrival)
        ? 'its body is no object'
        : await problemWith(endpoint.verification, arrival, { secrets, now, keySets: deps.keySets });
      if (problem !== undefined) throw refused(response, endpoint, () => refusals.note(endpoint, problem));
      const answer = answerBody(endpoint.challenge, arrival);
      if (answer !== undefined) return send(response, answer);
      const taken = await deps.receipts.take(endpoint.spaceId, receiptOf(arrival, endpoint));
      if (taken === 'gone') throw nothingHere();
      deps.log.debug('webhook taken', { spaceId: endpoint.spaceId, endpointId: endpoint.endpointId, taken });
      return send(response, undefined);
    } finally {
      bytesHeld -= mine;
    }
  };

  return async (request, response) => {
    if (underWay >= mostAtOnce) throw busy();
    underWay++;
    try {
      await take(request, response);
    } finally {
      underWay--;
    }
  };
};

const splitUrl = (url: string): { path: readonly string[]; query: URLSearchParams } => {
  const at = url.indexOf('?');
  const path = at < 0 ? url : url.slice(0, at);
  return {
    path: path.slice(hooksPrefix.length).split('/'),
    query: new URLSearchParams(at < 0 ? '' : url.slice(at + 1)),
  };
};

const findEndpoint = async (known: KnownEndpoints, path: readonly string[]): Promise<KnownEndpoint> => {
  const [space = '', name = '', token, ...more] = path;
  const endpoint = more.length > 0 ? undefined : await known.at(space, name);
  if (endpoint === undefined || !isToken(endpoint.pathTokenHash, token)) throw nothingHere();
  if (endpoint.state === 'active') return endpoint;
  throw new HubError('overloaded', 'This endpoint is paused. Send it again later.', { retryAfter: 300 });
};

/** An address with a wrong token looks as one where nothing is. */
const isToken = (wanted: Buffer | null, token: string | undefined): boolean => {
  if (wanted === null) return token === undefined || token === '';
  return token !== undefined && timingSafeEqual(hash('sha256', token, 'buffer'), wanted);
};

const nothingHere = (): HubError => new HubError('not_found', 'There is no webhook endpoint here.');

const busy = (): HubError =>
  new HubError('overloaded', 'The hub takes as many webhooks as it can. Send it again in a moment.', {
    retryAfter: 1,
  });

/** The sender is told nothing that helps to guess: the reason stands in the log and beside the endpoint. */
const refused = (response: ServerResponse, endpoint: KnownEndpoint, note: () => void): HubError => {
  note();
  // Some senders show their password only when they are asked for it.
  if (endpoint.verification.scheme === 'basic')
    response.setHeader('www-authenticate', 'Basic realm="webhook", charset="UTF-8"');
  return new HubError('webhook_refused', 'The signature of this webhook is not right.');
};

interface Bytes {
  readonly body: Buffer;
  readonly plain: Buffer;
  readonly origin: string | undefined;
}

const arrivalOf = (request: IncomingMessage, { body, plain, origin }: Bytes): Arrival => {
  const { headers, url = '/', method = 'POST' } = request;
  const host = headers.host ?? '';
  const header = (name: string): string | undefined => {
    const value = headers[name];
    const text = Array.isArray(value) ? value.join(', ') : value;
    return text === undefined || text === '' ? undefined : text;
  };
  let content: Content | undefined;
  return {
    ...{ method, body, header },
    // Where no address was set: a proxy in front may have been reached by https.
    urls: origin === undefined ? [`https://${host}${url}`, `http://${host}${url}`] : [`${origin}${url}`],
    content: () => (content ??= readContent(plain, header('content-type'))),
  };
};

const send = (response: ServerResponse, answer: ChallengeAnswer | undefined): void => {
  response.writeHead(200, {
    ...(answer === undefined ? {} : { 'content-type': answer.type }),
    'content-length': Buffer.byteLength(answer?.body ?? ''),
    'cache-control': 'no-store',
  });
  response.end(answer?.body);
};
