import type { IncomingMessage, ServerResponse } from 'node:http';

const policy = [
  "default-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "object-src 'none'",
].join('; ');

/** On every answer. Style is allowed inline because the component library measures and places with style attributes. */
export const setSecurityHeaders = (response: ServerResponse, secure: boolean): void => {
  response.setHeader('content-security-policy', policy);
  response.setHeader('x-content-type-options', 'nosniff');
  response.setHeader('referrer-policy', 'no-referrer');
  response.setHeader('x-frame-options', 'DENY');
  response.setHeader('cross-origin-opener-policy', 'same-origin');
  response.setHeader('cross-origin-resource-policy', 'same-origin');
  if (secure) response.setHeader('strict-transport-security', 'max-age=31536000; includeSubDomains');
};

const exposed =
  'x-request-id, ratelimit-limit, ratelimit-reset, retry-after, idempotency-replayed, mcp-session-id, www-authenticate';
const taken =
  'authorization, content-type, hub-space, idempotency-key, x-request-id, mcp-session-id, mcp-protocol-version, last-event-id';
/** Clients of MCP send arguments of tools in headers, under names that the tools give. */
const alsoTaken = /^mcp-[a-z0-9-]{1,60}$/;

/**
 * Other pages may call the API with an API key where the owner named their origin; never with the cookie of a
 * session. Answers true when the request was a preflight and is done.
 */
export const answerCors = (
  request: IncomingMessage,
  response: ServerResponse,
  origins: ReadonlySet<string>,
): boolean => {
  const origin = request.headers.origin;
  if (origin === undefined || origins.size === 0) return false;
  response.setHeader('vary', 'origin');
  if (!origins.has(origin)) return false;
  response.setHeader('access-control-allow-origin', origin);
  response.setHeader('access-control-expose-headers', exposed);
  response.setHeader('cross-origin-resource-policy', 'cross-origin');
  if (request.method !== 'OPTIONS' || request.headers['access-control-request-method'] === undefined)
    return false;
  response.writeHead(204, {
    'access-control-allow-methods': 'GET, POST, PUT, PATCH, DELETE',
    'access-control-allow-headers': [taken, ...askedFor(request)].join(', '),
    'access-control-max-age': '600',
  });
  response.end();
  return true;
};

const askedFor = ({ headers }: IncomingMessage): string[] =>
  (headers['access-control-request-headers'] ?? '')
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter((name) => alsoTaken.test(name));
