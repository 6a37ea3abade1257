import type { ReceivedHeaders } from '../../../platform/egress/pools.ts';
import { isOfTheConnection, namedByConnection } from './connection-headers.ts';
import { isOwnCookie } from './own-cookies.ts';

/** What may stand behind a body (RFC 9110, 6.5.1): the other kinds would be refused by HTTP/2, or taken for its end. */
export const answerTrailers = (received: ReceivedHeaders): [string, string][] =>
  Object.entries(received).flatMap(([name, value]): [string, string][] =>
    value === undefined || isOfTheConnection(name) || name === 'content-length'
      ? []
      : [[name, typeof value === 'string' ? value : value.join(', ')]],
  );

/** What the client sees of the upstream's headers: names and values one after the other. */
export const answerHeaders = (received: ReceivedHeaders): string[] => {
  const { connection } = received;
  const named = namedByConnection(typeof connection === 'string' ? connection : connection?.join(','));
  const headers: string[] = [];
  for (const name in received) {
    const value = received[name];
    if (value === undefined || isOfTheConnection(name) || named?.has(name) === true) continue;
    if (typeof value === 'string') {
      if (name !== 'set-cookie' || !isOwnCookie(value)) headers.push(name, value);
    } else for (const one of value) if (name !== 'set-cookie' || !isOwnCookie(one)) headers.push(name, one);
  }
  return headers;
};
