import { hash } from 'node:crypto';
import { announcesBody } from '../../http/announces-body.ts';
import { oncePerHub } from '../once-per-hub.ts';
import type { AnswerHead, Exchange } from '../exchange.ts';
import { onHead, sendHeader } from '../answers/hooks.ts';
import { sendAnswer } from '../answers/own-answer.ts';
import type { PolicyDeps } from '../policy-deps.ts';
import type { Handler, PolicyPlace, Step } from '../policy.ts';
import { answerPlace, type BodyPlace } from './capture.ts';
import { readCacheControl } from './cache-control.ts';
import { openFetches } from './fetches.ts';
import { storableOf } from './storable.ts';
import { answerFrom, choose, refreshed, storedAnswer } from './stored-answer.ts';
import { openAnswerStore, type StoredAnswer } from './store.ts';

export interface CacheOptions {
  readonly defaultTtlMs: number;
  readonly maxTtlMs: number;
  readonly maxBytes: number;
  readonly shared: boolean;
  readonly obeyClient: boolean;
  readonly waitMs: number;
}

const mebibyte = 1_048_576;

/** Kept over changes of pipelines; what an older version of one stored is not found any more, and ages out. */
const known = oncePerHub(({ metrics }: Pick<PolicyDeps, 'metrics'>) => {
  const store = openAnswerStore({ bytes: 64 * mebibyte, bytesOfSpace: 16 * mebibyte });
  metrics.gauge('hub_traffic_cache_bytes', 'Memory that stored answers take.', () => store.bytes());
  const looked = metrics.counter('hub_traffic_cache_total', 'Requests that a cache looked at.', ['outcome']);
  return { store, fetches: openFetches(), looked };
});

interface Lookup {
  readonly key: string;
  readonly who: string;
  readonly credentialed: boolean;
}

interface Fetch {
  readonly lookup: Lookup;
  readonly stale: StoredAnswer | undefined;
  /** Others wait for this one. */
  readonly leads: boolean;
}

export const answerCache = (options: CacheOptions, place: PolicyPlace, deps: PolicyDeps): Handler => {
  const { store, fetches, looked } = known(deps);
  const { clock } = deps;
  const { spaceId } = place;

  const find = (exchange: Exchange, lookup: Lookup): StoredAnswer | undefined =>
    choose(store.find(spaceId, lookup.key), exchange, lookup);

  const give = (exchange: Exchange, stored: StoredAnswer): Step | Promise<Step> => {
    looked.add({ outcome: 'hit' });
    return sendAnswer(exchange, answerFrom(stored, exchange, clock.monotonic()));
  };

  const rulesFor = ({ credentialed }: Lookup) => ({
    defaultTtlMs: options.defaultTtlMs,
    mostTtlMs: options.maxTtlMs,
    credentialed,
    now: clock.now().getTime(),
  });

  /** Lets the request go on, and looks at what comes back. */
  const fetch = (exchange: Exchange, { lookup, stale, leads }: Fetch): undefined => {
    looked.add({ outcome: stale === undefined ? 'miss' : 'stale' });
    const fetchKey = lookup.key + lookup.who;
    const { consumer } = exchange;
    const done = (): void => {
      if (leads) fetches.done(fetchKey);
    };
    if (stale !== undefined) askAnew(exchange, stale);
    answerPlace(exchange, (head, body) => {
      if (stale !== undefined && head.status === 304) {
        takeAgain({ exchange, lookup, stale }, head, body);
        done();
        return;
      }
      // Who is found out after this place is not part of the key: the next one who asks would not have to say.
      const credentialed = lookup.credentialed || exchange.consumer !== consumer;
      const rules = rulesFor({ ...lookup, credentialed });
      const facts = exchange.request.method === 'GET' ? storableOf(head, rules) : null;
      if (facts === null) {
        fetches.refuse(fetchKey, clock.monotonic());
        done();
        return;
      }
      const kept = storedAnswer(exchange, { head, facts, who: lookup.who, now: clock.monotonic() });
      body.keep(options.maxBytes, (bytes) => {
        store.put(spaceId, lookup.key, { ...kept, body: bytes });
        done();
      });
    });
    exchange.response.once('close', done);
    return undefined;
  };

  const takeAgain = (
    {
      exchange,
      lookup,
      stale,
    }: { readonly exchange: Exchange; readonly lookup: Lookup; readonly stale: StoredAnswer },
    head: AnswerHead,
    body: BodyPlace,
  ): void => {
    const merged = refreshed(stale, head, { freshMs: 0, now: clock.monotonic() });
    const facts = storableOf({ status: stale.status, headers: [...merged.headers] }, rulesFor(lookup));
    const fresh = { ...merged, freshMs: facts?.freshMs ?? 0 };
    if (facts === null) store.drop(spaceId, lookup.key);
    else store.put(spaceId, lookup.key, fresh);
    const answer = answerFrom(fresh, exchange, clock.monotonic());
    head.status = answer.status;
    head.headers = [...answer.headers];
    if (answer.status === 304) return;
    head.headers.push('content-length', String(stale.body.length));
    body.replace(stale.body);
  };

  const lookAgain = async (exchange: Exchange, lookup: Lookup, fetchKey: string): Promise<Step> => {
    await fetches.wait(fetchKey, options.waitMs);
    const stored = find(exchange, lookup);
    if (stored !== undefined && isFresh(stored, clock.monotonic())) return give(exchange, stored);
    return fetch(exchange, { lookup, stale: stored, leads: fetches.lead(fetchKey) });
  };

  /** What has been changed is not given again (RFC 9111, 4.4). */
  const dropAfter = (exchange: Exchange): void => {
    const { key } = lookupOf(exchange, place, options.shared);
    onHead(exchange, ({ status }) => {
      if (status >= 200 && status < 400) store.drop(spaceId, key);
    });
  };

  return (exchange) => {
    const { request } = exchange;
    const { method } = request;
    if (method !== 'GET' && method !== 'HEAD') {
      if (method !== 'OPTIONS' && method !== 'TRACE') dropAfter(exchange);
      return undefined;
    }
    const control = options.obeyClient ? readCacheControl(request.headers['cache-control']) : null;
    if (request.headers.range !== undefined || control?.has('no-store') === true) return undefined;
    // A service may answer by it, and it is no part of the key.
    if (announcesBody(request.headers)) return undefined;
    const lookup = lookupOf(exchange, place, options.shared);
    const stored = find(exchange, lookup);
    const now = clock.monotonic();
    const anew = control?.has('no-cache') === true || control?.get('max-age') === '0';
    if (stored !== undefined && !anew && isFresh(stored, now)) return give(exchange, stored);
    const fetchKey = lookup.key + lookup.who;
    if (options.waitMs === 0 || anew || fetches.isRefused(fetchKey, now))
      return fetch(exchange, { lookup, stale: stored, leads: false });
    if (fetches.lead(fetchKey)) return fetch(exchange, { lookup, stale: stored, leads: true });
    return lookAgain(exchange, lookup, fetchKey);
  };
};

const isFresh = (stored: StoredAnswer, now: number): boolean => now - stored.bornAt < stored.freshMs;

/** Policies before have their say in the key: where the request goes to, and who calls. */
const lookupOf = (exchange: Exchange, place: PolicyPlace, shared: boolean): Lookup => {
  const { pipeline, outgoing, consumer, request } = exchange;
  const { authorization, cookie, host = exchange.host } = request.headers;
  // With its port: services are told it, and write it into what they answer.
  const key = `${pipeline.id} ${pipeline.version}${place.at ?? ''} ${exchange.secure ? 's' : ''}//${host.toLowerCase()}${exchange.path} ${outgoing.path}${outgoing.query}`;
  if (consumer === null)
    return { key, who: '', credentialed: authorization !== undefined || cookie !== undefined };
  const shown = authorization === undefined ? '' : hash('sha256', authorization);
  const who = shared ? '' : `${consumer.id} ${consumer.credentialId} ${shown}`;
  return { key, who, credentialed: cookie !== undefined };
};

/** Only whether it is still the same; a client that has an older one is answered from here. */
const askAnew = (exchange: Exchange, stale: StoredAnswer): void => {
  sendHeader(exchange, 'if-none-match', stale.etag ?? null);
  sendHeader(exchange, 'if-modified-since', stale.etag === undefined ? (stale.lastModified ?? null) : null);
};
