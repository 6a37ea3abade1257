import { Pool } from 'undici';
import { identityContext, identityMark, type ClientIdentity } from './client-identity.ts';
import { checkLiteral, openConnector, type ConnectRules } from './connect.ts';
import type { Target } from './target.ts';

/** What a request over a pool looks like, and what it reports. The one place that knows undici is this file. */
export interface Dispatch {
  readonly path: string;
  readonly method: string;
  readonly headers: Record<string, string | string[]>;
  readonly body: string | Uint8Array | NodeJS.ReadableStream | null;
  readonly headersTimeout: number;
  readonly bodyTimeout: number;
}

export interface Controller {
  abort(reason: Error): void;
  pause(): void;
  resume(): void;
}

export interface Receiver {
  onRequestStart(controller: Controller): void;
  onResponseStart(controller: Controller, status: number, headers: ReceivedHeaders): void;
  onResponseData(controller: Controller, chunk: Buffer): void;
  onResponseEnd(): void;
  onResponseError(controller: Controller, error: Error): void;
}

export type ReceivedHeaders = Readonly<Record<string, string | string[] | undefined>>;

export interface OriginPool {
  /** Requests under way: a pool with none may be closed. */
  busy: number;
  lastUsed: number;
  dispatch(request: Dispatch, receiver: Receiver): void;
  close(): Promise<void>;
  destroy(): Promise<void>;
}

export interface Pools {
  /**
   * The pool of the target's origin, and of who the hub is to it. Throws when the target may not be called at all.
   */
  of(target: Target, identity?: ClientIdentity): OriginPool;
  close(patienceMs: number): Promise<void>;
}

/** Also used by the bench, so that both sides of the comparison run on the same pool. */
export const poolOptions = {
  connections: 128,
  pipelining: 1,
  allowH2: false,
  keepAliveTimeout: 10_000,
  keepAliveMaxTimeout: 60_000,
  // A name may move: no connection outlives its check by more than this.
  clientTtl: 300_000,
  maxHeaderSize: 32_768,
} as const;

export interface PoolLimits {
  readonly origins: number;
  readonly idleMs: number;
}

/** One pool for each origin, the least used closed when there are too many, all closed when nobody calls them. */
export const openPools = (rules: ConnectRules, limits: PoolLimits): Pools => {
  const pools = new Map<string, OriginPool>();

  const drop = (origin: string, pool: OriginPool): Promise<void> => {
    pools.delete(origin);
    return pool.close();
  };

  const sweep = setInterval(
    () => {
      const oldest = performance.now() - limits.idleMs;
      for (const [origin, pool] of pools) {
        if (pool.busy === 0 && pool.lastUsed < oldest) void drop(origin, pool);
      }
    },
    Math.min(limits.idleMs, 30_000),
  );
  sweep.unref();

  const makeRoom = (): void => {
    let oldest: readonly [string, OriginPool] | undefined;
    for (const entry of pools) {
      if (oldest === undefined || colder(entry[1], oldest[1])) oldest = entry;
    }
    // Closing lets what runs on it finish.
    if (oldest !== undefined) void drop(...oldest);
  };

  return {
    of: (target, identity) => {
      const key = identity === undefined ? target.origin : `${target.origin} ${identityMark(identity)}`;
      const known = pools.get(key);
      if (known !== undefined) return known;
      checkLiteral(target, rules);
      const own =
        identity === undefined ? rules : { ...rules, secureContext: identityContext(identity, rules.ownCa) };
      if (pools.size >= limits.origins) makeRoom();
      const pool = openPool(target, own);
      pools.set(key, pool);
      return pool;
    },
    close: async (patienceMs) => {
      clearInterval(sweep);
      const open = [...pools.values()];
      pools.clear();
      await Promise.all(open.map((pool) => closeInTime(pool, patienceMs)));
    },
  };
};

const colder = (one: OriginPool, other: OriginPool): boolean =>
  (one.busy === 0) === (other.busy === 0) ? one.lastUsed < other.lastUsed : one.busy === 0;

const openPool = (target: Target, rules: ConnectRules): OriginPool => {
  const pool = new Pool(target.origin, { ...poolOptions, connect: openConnector(target, rules) });
  return {
    busy: 0,
    lastUsed: performance.now(),
    dispatch: (request, receiver) => {
      pool.dispatch(request as Parameters<Pool['dispatch']>[0], receiver);
    },
    close: () => pool.close(),
    destroy: () => pool.destroy(),
  };
};

const closeInTime = async (pool: OriginPool, patienceMs: number): Promise<void> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'late'>((done) => {
    timer = setTimeout(() => done('late'), patienceMs);
  });
  const outcome = await Promise.race([pool.close(), late]);
  clearTimeout(timer);
  if (outcome === 'late') await pool.destroy();
};
