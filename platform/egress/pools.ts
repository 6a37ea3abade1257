import { Pool } from 'undici';
import { identityMark, identityRules, type ClientIdentity } from './client-identity.ts';
import { checkLiteral, openConnector, type ConnectRules } from './connect.ts';
import { poolOptions } from './pool-options.ts';
import type { Target } from './target.ts';

/** What a request over a pool looks like, and what it reports. The one place that knows undici is this file. */
export interface Dispatch {
  readonly path: string;
  readonly method: string;
  /** By name, or names and values one after the other as they are sent. */
  readonly headers: Record<string, string | string[]> | readonly string[];
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
  onResponseEnd(controller: Controller, trailers: ReceivedHeaders): void;
  onResponseError(controller: Controller, error: Error): void;
}

export type ReceivedHeaders = Readonly<Record<string, string | string[] | undefined>>;

export interface OriginPool {
  /** Requests under way: a pool with none may be closed. */
  busy: number;
  lastUsed: number;
  readonly openedAt: number;
  dispatch(request: Dispatch, receiver: Receiver): void;
  close(): Promise<void>;
  destroy(): Promise<void>;
}

export interface PoolUse {
  readonly identity?: ClientIdentity | undefined;
  readonly standing?: boolean | undefined;
  readonly own?: OwnConnections | undefined;
}

/** Connections of one caller: nobody else uses them, or has to wait because of them. */
export interface OwnConnections {
  readonly owner: string;
  /** To each origin. They are made when requests need them, so that what bounds requests bounds these. */
  readonly connections: number;
  /** Until one stands; as for everybody when left out. */
  readonly connectMs?: number | undefined;
}

export interface Pools {
  /**
   * The pool of the target's origin, of who the hub is to it, and of what stands open. Throws when the target may not be called at all.
   */
  of(target: Target, as?: PoolUse): OriginPool;
  /** Nobody will use these of its own connections again: closed when what runs on them has finished. */
  release(use: PoolUse): void;
  close(patienceMs: number): Promise<void>;
}

/** Each of them is somebody's session, and sessions are bounded by who makes them. */
const standingConnections = 4_096;

export interface PoolLimits {
  readonly origins: number;
  readonly idleMs: number;
}

/**
 * A name may move: no connection is used for much longer after its check. Whole pools give way to new ones, and finish what
 * runs on them; undici's own limit would be looked at for every connection with each request.
 */
const longestMs = 270_000;

/** One pool for each origin, the least used closed when there are too many, all closed when nobody calls them. */
export const openPools = (rules: ConnectRules, limits: PoolLimits): Pools => {
  const pools = new Map<string, OriginPool>();

  const drop = (origin: string, pool: OriginPool): Promise<void> => {
    pools.delete(origin);
    return pool.close();
  };

  const sweep = setInterval(
    () => {
      const now = performance.now();
      for (const [origin, pool] of pools) {
        const idle = pool.busy === 0 && pool.lastUsed < now - limits.idleMs;
        if (idle || pool.openedAt < now - longestMs) void drop(origin, pool);
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
    of: (target, use) => {
      const key = use === undefined ? target.origin : target.origin + useMark(use);
      const known = pools.get(key);
      if (known !== undefined) return known;
      checkLiteral(target, rules);
      if (pools.size >= limits.origins) makeRoom();
      const pool = openPool(target, use === undefined ? rules : rulesFor(use, rules), connectionsOf(use));
      pools.set(key, pool);
      return pool;
    },
    release: (use) => {
      if (use.own === undefined) return;
      const mark = useMark(use);
      for (const [key, pool] of pools) if (key.endsWith(mark)) void drop(key, pool);
    },
    close: async (patienceMs) => {
      clearInterval(sweep);
      const open = [...pools.values()];
      pools.clear();
      await Promise.all(open.map((pool) => closeInTime(pool, patienceMs)));
    },
  };
};

/** Of its own connections: kept for as long as its service, and asked for with each request. */
const ownMarks = new WeakMap<OwnConnections, string>();

const ownMark = (own: OwnConnections): string => {
  const known = ownMarks.get(own);
  if (known !== undefined) return known;
  const mark = ` ${JSON.stringify([own.owner, own.connections, own.connectMs])}`;
  ownMarks.set(own, mark);
  return mark;
};

const useMark = ({ identity, standing = false, own }: PoolUse): string => {
  const who = identity === undefined ? '' : ` ${identityMark(identity)}`;
  const whose = own === undefined ? '' : ownMark(own);
  return standing ? `${who} standing${whose}` : who + whose;
};

const rulesFor = ({ identity, own }: PoolUse, rules: ConnectRules): ConnectRules => ({
  ...rules,
  ...(identity === undefined ? {} : identityRules(identity, rules.ownCa)),
  ...(own?.connectMs === undefined ? {} : { connectMs: own.connectMs }),
});

const connectionsOf = (use: PoolUse | undefined): number =>
  use?.own?.connections ?? (use?.standing === true ? standingConnections : poolOptions.connections);

const colder = (one: OriginPool, other: OriginPool): boolean =>
  (one.busy === 0) === (other.busy === 0) ? one.lastUsed < other.lastUsed : one.busy === 0;

const openPool = (target: Target, rules: ConnectRules, connections: number): OriginPool => {
  const pool = new Pool(target.origin, {
    ...poolOptions,
    connections,
    connect: openConnector(target, rules),
  });
  return {
    busy: 0,
    lastUsed: performance.now(),
    openedAt: performance.now(),
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
