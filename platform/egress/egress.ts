import type { Socket } from 'node:net';
import { Readable } from 'node:stream';
import { createSecureContext, getCACertificates } from 'node:tls';
import { HubError } from '../../core/errors.ts';
import type { Log } from '../../core/ports.ts';
import type { AllowEntry } from './allow-list.ts';
import { makeAnswer, type EgressAnswer } from './answer.ts';
import type { ClientIdentity } from './client-identity.ts';
import { systemResolver, type ConnectRules, type Resolver } from './connect.ts';
import { Exchange, type Head } from './exchange.ts';
import { asEgressError } from './failure.ts';
import { requestHeaders } from './headers.ts';
import { openPools, type OriginPool, type PoolUse } from './pools.ts';
import { isRedirect, nextHop, type Hop } from './redirect.ts';
import { openSockets, type SocketRequest } from './sockets.ts';
import { readTarget, type Target } from './target.ts';

export interface EgressLimits {
  readonly connectMs: number;
  /** From the request sent to the answer begun. */
  readonly headersMs: number;
  /** Between two pieces of the body. */
  readonly idleMs: number;
  /** For everything, redirects included; Infinity for streams that have no end. */
  readonly totalMs: number;
  /** Of the body, unpacked. */
  readonly maxBytes: number;
  /** How many redirects are followed; 0 hands the first one to the caller. */
  readonly redirects: number;
}

const defaultLimits: EgressLimits = {
  connectMs: 5_000,
  headersMs: 15_000,
  idleMs: 15_000,
  totalMs: 30_000,
  maxBytes: 10 * 1024 * 1024,
  redirects: 5,
};

export interface EgressRequest {
  /** GET when left out. */
  readonly method?: string;
  readonly url: string | URL;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string | Uint8Array | Readable;
  readonly signal?: AbortSignal;
  /** Shown to the origin of the URL, never to one that it redirects to. */
  readonly tls?: ClientIdentity;
  /** Held open for as long as the other side has something to tell: it takes no connection away from other calls. */
  readonly standing?: boolean;
  /** Other limits for this call. The time to connect is one for all, because connections are shared. */
  readonly limits?: Partial<Omit<EgressLimits, 'connectMs'>>;
}

export interface Egress {
  /** Answers with any status; throws when there is no answer, or when the address must not be called. */
  request(request: EgressRequest): Promise<EgressAnswer>;
  /** A connection to a checked address, for what is no request and answer of HTTP/1.1. Its end is up to the caller. */
  connect(request: SocketRequest): Promise<Socket>;
  /** Lets what is under way finish for a while. */
  close(): Promise<void>;
}

/** For whoever streams requests and answers through by itself, and counts what is under way. */
export interface PooledEgress extends Egress {
  pool(target: Target, use?: PoolUse): OriginPool;
  release(use: PoolUse): void;
}

export interface EgressOptions {
  readonly allow: readonly AllowEntry[];
  readonly log: Log;
  readonly limits?: Partial<EgressLimits>;
  /**
   * Origins from the settings of the installation, called wherever they are. They must not be reachable for
   * others: who trusts an origin opens an egress of its own for it.
   */
  readonly trustedOrigins?: readonly string[];
  readonly resolve?: Resolver;
  /** Certificate authorities beside those of the system, in PEM. */
  readonly ca?: readonly string[];
  readonly pools?: { readonly origins?: number; readonly idleMs?: number };
}

const closePatienceMs = 5_000;

/**
 * The one way out. Whatever a URL says and wherever a redirect or a name leads, bytes only go to addresses that are
 * public or allowed. Proxies named in the environment are not used: they would make the check meaningless.
 */
export const createEgress = (options: EgressOptions): PooledEgress => {
  const { log } = options;
  const limits = { ...defaultLimits, ...options.limits };
  const connectRules: ConnectRules = {
    allow: options.allow,
    trusted: new Set(options.trustedOrigins),
    resolve: options.resolve ?? systemResolver,
    connectMs: limits.connectMs,
    secureContext:
      options.ca === undefined
        ? undefined
        : createSecureContext({ ca: [...getCACertificates('default'), ...options.ca] }),
    ownCa: options.ca ?? [],
    log,
  };
  const pools = openPools(connectRules, {
    origins: options.pools?.origins ?? 512,
    idleMs: options.pools?.idleMs ?? 60_000,
  });
  const sockets = openSockets(connectRules);
  let closed: Promise<void> | undefined;

  const follow = async (given: EgressRequest): Promise<EgressAnswer> => {
    if (closed !== undefined)
      throw new HubError('shutting_down', 'The hub is stopping and calls nobody any more.');
    const rules = given.limits === undefined ? limits : { ...limits, ...given.limits };
    const deadline = performance.now() + rules.totalMs;
    let hop: Hop = {
      target: readTarget(given.url),
      method: given.method ?? 'GET',
      headers: requestHeaders(given.headers),
      body: given.body ?? null,
    };
    const { origin } = hop.target;
    for (let followed = 0; ; followed++) {
      const call = { hop, rules, deadline, signal: given.signal };
      const identity = hop.target.origin === origin ? given.tls : undefined;
      const { head, exchange } = await send(
        pools.of(hop.target, { identity, standing: given.standing }),
        call,
        log,
      );
      const location = isRedirect(head.status) ? head.headers['location'] : undefined;
      if (rules.redirects === 0 || typeof location !== 'string') {
        const { target, method } = hop;
        const place = { url: target.url.href, origin: target.origin, method, maxBytes: rules.maxBytes };
        return makeAnswer(exchange, head, place);
      }
      exchange.discard();
      if (followed === rules.redirects) {
        const message = `${hop.target.origin} redirects too often: ${followed} redirects were followed.`;
        throw new HubError('egress_failed', message);
      }
      hop = nextHop(hop, head.status, location);
    }
  };

  return {
    request: async (request) => {
      try {
        return await follow(request);
      } catch (error) {
        // A stream that nobody will read any more must not wait for ever.
        if (request.body instanceof Readable) request.body.on('error', () => undefined).destroy();
        throw error;
      }
    },
    connect: sockets.connect,
    pool: pools.of,
    release: pools.release,
    close: () => {
      sockets.close();
      return (closed ??= pools.close(closePatienceMs));
    },
  };
};

interface Call {
  readonly hop: Hop;
  readonly rules: EgressLimits;
  readonly deadline: number;
  readonly signal: AbortSignal | undefined;
}

const send = async (pool: OriginPool, call: Call, log: Log): Promise<{ head: Head; exchange: Exchange }> => {
  const { hop, rules, signal } = call;
  const { method, headers, body } = hop;
  const { origin, path } = hop.target;
  const started = performance.now();
  const exchange = new Exchange({
    origin,
    method,
    maxBytes: rules.maxBytes,
    totalMs: call.deadline - started,
    signal,
    done: () => {
      pool.busy--;
      pool.lastUsed = performance.now();
    },
  });
  pool.busy++;
  try {
    const [headersTimeout, bodyTimeout] = [finite(rules.headersMs), finite(rules.idleMs)];
    if (exchange.failure === undefined)
      pool.dispatch({ path, method, headers, body, headersTimeout, bodyTimeout }, exchange);
    const head = await exchange.head.promise;
    log.debug('called', { method, origin, status: head.status, ms: Math.round(performance.now() - started) });
    return { head, exchange };
  } catch (cause) {
    const error = asEgressError(cause, origin);
    log.info('call failed', {
      method,
      origin,
      code: error.code,
      ms: Math.round(performance.now() - started),
    });
    throw error;
  }
};

/** For undici no limit is written 0. */
const finite = (ms: number): number => (Number.isFinite(ms) ? ms : 0);
