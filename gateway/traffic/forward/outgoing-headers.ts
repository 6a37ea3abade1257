import type { Exchange } from '../exchange.ts';
import { namedByConnection, spellingOf } from './connection-headers.ts';
import { withoutOwnCookies } from './own-cookies.ts';

/**
 * What the upstream sees: the client's headers as they were spelled, without those of the connection, with what policies
 * changed, and the facts that the gateway knows for itself.
 */
export const outgoingHeaders = (exchange: Exchange, host: string): string[] => {
  const { request, outgoing } = exchange;
  const raw = request.rawHeaders;
  const changes = outgoing.headers;
  const named = namedByConnection(request.headers.connection);
  const read = outgoing.body !== null;
  const headers: string[] = ['host', host];
  for (let at = 0; at < raw.length; at += 2) {
    const given = raw[at] as string;
    const { name, readAs, kind } = spellingOf(given);
    if (kind === 'connection' || kind === 'own') continue;
    if (changes !== null && (changes.has(name) || (readAs !== name && changes.has(readAs)))) continue;
    if (named !== null && named.has(name)) continue;
    if (read && name === 'content-length') continue;
    const value = raw[at + 1] as string;
    if (kind === 'cookie') {
      const kept = withoutOwnCookies(value);
      if (kept !== '') headers.push(given, kept);
    } else headers.push(given, value);
  }
  if (changes !== null)
    for (const [name, value] of changes) if (value !== null && name !== 'host') headers.push(name, value);
  headers.push(
    'x-forwarded-for',
    exchange.forwardedFor,
    'x-forwarded-proto',
    exchange.secure ? 'https' : 'http',
    'x-forwarded-host',
    request.headers.host ?? '',
    'x-request-id',
    exchange.requestId,
    'via',
    viaOf(request.headers['via']),
  );
  return headers;
};

/** What this gateway is called in `Via`: by it, a request that comes back here is known. */
export const ownVia = '1.1 app-connect';

const viaOf = (given: string | undefined): string => (given === undefined ? ownVia : `${given}, ${ownVia}`);
