import type { IncomingMessage } from 'node:http';

/** The caller's own request id is taken over when it is harmless: it ties their log to ours. */
export const givenRequestId = ({ headers }: IncomingMessage): string | undefined => {
  const given = headers['x-request-id'];
  return typeof given === 'string' && /^[A-Za-z0-9_-]{8,64}$/.test(given) ? given : undefined;
};
