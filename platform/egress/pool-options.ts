/**
 * Of the pools of connections. Apart from them, so that who only asks for a number does not load what makes connections; the bench
 * takes them too, so that both sides of its comparison run on the same pool.
 */
export const poolOptions = {
  connections: 128,
  pipelining: 1,
  allowH2: false,
  keepAliveTimeout: 10_000,
  keepAliveMaxTimeout: 60_000,
  maxHeaderSize: 32_768,
} as const;
