/** Codes of sockets that never stood: nothing was sent, so that it may be sent elsewhere. */
const codes: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ETIMEDOUT',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** Some of them are also said of a connection that stood, and broke while something was sent: that may have arrived. */
export const neverConnected = (error: unknown): boolean => {
  const { code, syscall } = (error ?? {}) as { readonly code?: unknown; readonly syscall?: unknown };
  return codes.has(String(code)) && syscall !== 'read' && syscall !== 'write';
};
