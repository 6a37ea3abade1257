import type { IncomingMessage } from 'node:http';
import { HubError } from '../../core/errors.ts';

export const parseCookies = (header: string | undefined): ReadonlyMap<string, string> => {
  const cookies = new Map<string, string>();
  if (header === undefined) return cookies;
  for (const part of header.split(';')) {
    const at = part.indexOf('=');
    if (at > 0) cookies.set(part.slice(0, at).trim(), part.slice(at + 1).trim());
  }
  return cookies;
};

/** The bearer token of a request; anything else in the header is refused rather than ignored. */
export const bearerOf = (request: IncomingMessage): string | undefined => {
  const header = request.headers.authorization;
  if (header === undefined) return undefined;
  const match = /^Bearer ([A-Za-z0-9._~+/=-]{1,12000})$/i.exec(header);
  if (match?.[1] === undefined)
    throw new HubError(
      'unauthenticated',
      'The Authorization header must be "Bearer <API key>", or a token where those are taken.',
    );
  return match[1];
};

/**
 * A browser sends cookies with requests that another page made. A write with a cookie therefore needs a header that
 * such a page cannot set, and must come from the hub's own origin.
 */
export const refuseForeignPage = (request: IncomingMessage, ownOrigin: string): void => {
  const origin = request.headers.origin;
  if (origin !== undefined && origin !== ownOrigin) {
    throw new HubError(
      'origin_refused',
      `Requests with a session are taken from ${ownOrigin} only, not from ${origin.slice(0, 200)}.`,
    );
  }
  if (request.headers['hub-request'] !== '1') {
    throw new HubError('origin_refused', 'A write with a session cookie needs the header "Hub-Request: 1".');
  }
};
