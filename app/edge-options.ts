import type { EdgeOptions } from '../gateway/http/origin.ts';
import type { Config } from '../platform/config.ts';

/** Where the hub stands in the network, for whatever reads addresses and origins of requests. */
export const edgeOptions = (config: Config): EdgeOptions => ({
  publicUrl: config.HUB_PUBLIC_URL,
  host: config.HUB_HOST,
  trustedProxies: config.HUB_TRUSTED_PROXIES,
});
