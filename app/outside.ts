import type { Clock, Hints, Log, RateLimiter } from '../core/ports.ts';
import type { AccessTokens } from '../gateway/provider/access-tokens.ts';
import type { Provider } from '../gateway/provider/client.ts';
import { fetchOverEgress } from '../gateway/provider/over-egress.ts';
import type { Config } from '../platform/config.ts';
import type { Db } from '../platform/db/open.ts';
import { openInProcessHints } from '../platform/hints/in-process.ts';
import { postgresCounter } from '../platform/limits/postgres-counter.ts';
import { redisCounter } from '../platform/limits/redis-counter.ts';
import { openRateLimiter } from '../platform/limits/windows.ts';
import type { Lifecycle } from './lifecycle.ts';

/** What processes share besides the database: over Redis where there is one, else in process and in Postgres. */
export const startSharing = async (parts: {
  readonly config: Config;
  readonly db: Db;
  readonly log: Log;
  readonly clock: Clock;
  readonly lifecycle: Lifecycle;
}): Promise<{ hints: Hints; limiter: RateLimiter }> => {
  const { config, db, log, clock, lifecycle } = parts;
  const url = config.REDIS_URL;
  const redis =
    url === undefined
      ? undefined
      : await lifecycle.start('redis', async () => {
          // What an installation does not use is not loaded: it would only take memory.
          const { openRedis } = await import('../platform/redis.ts');
          const opened = openRedis({ url, log });
          return { ...opened, stop: opened.close };
        });
  const hints = await lifecycle.start('hints', async () => {
    const opened =
      redis === undefined
        ? openInProcessHints()
        : (await import('../platform/hints/bull.ts')).openBullHints({ redis });
    return { ...opened, stop: opened.close };
  });
  const limiter = openRateLimiter({
    counter: redis === undefined ? postgresCounter(db) : redisCounter(redis),
    monotonic: clock.monotonic,
    whenDown: (error) =>
      log.warn('the shared counter of rate limits does not answer; each process counts alone', { error }),
  });
  return { hints, limiter };
};

export interface IdentityProvider {
  /** Lets people sign in. */
  readonly provider: Provider;
  /** What it gives to clients that call tools. */
  readonly accessTokens: AccessTokens;
}

/** The provider is named by the owner of the installation: its own origin may be private, everybody else's may not. */
export const openIdentityProvider = async (parts: {
  readonly config: Config;
  readonly log: Log;
  readonly clock: Clock;
  readonly lifecycle: Lifecycle;
}): Promise<IdentityProvider | null> => {
  const { config, log, clock, lifecycle } = parts;
  const { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId, OIDC_CLIENT_SECRET: clientSecret } = config;
  if (issuer === undefined || clientId === undefined || clientSecret === undefined) return null;
  const egress = await lifecycle.start('egress to the identity provider', async () => {
    const { createEgress } = await import('../platform/egress/egress.ts');
    const opened = createEgress({ allow: config.egressAllow, log, trustedOrigins: [new URL(issuer).origin] });
    return { ...opened, stop: opened.close };
  });
  const { openProvider } = await import('../gateway/provider/client.ts');
  const { openAccessTokens } = await import('../gateway/provider/access-tokens.ts');
  const fetch = fetchOverEgress(egress);
  return {
    accessTokens: openAccessTokens({ issuer, fetch, clock }),
    provider: openProvider({
      ...{ issuer, clientId, clientSecret, fetch },
      name: config.OIDC_NAME,
      rolesClaim: config.OIDC_ROLES_CLAIM,
      roleMap: config.OIDC_ROLE_MAP,
    }),
  };
};
