import { HubError } from '../../core/errors.ts';
import { packings } from './unpack.ts';

/** Headers that belong to the connection. With a Host of its own a request would reach another site than its URL says. */
const ofTheConnection: ReadonlySet<string> = new Set([
  'host',
  'connection',
  'keep-alive',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'expect',
]);

/** The headers as sent: names in lower case, what the caller leaves out filled in. */
export const requestHeaders = (
  given: Readonly<Record<string, string | readonly string[]>> = {},
): Record<string, string | string[]> => {
  const headers: Record<string, string | string[]> = {
    'user-agent': 'app-connect',
    'accept-encoding': packings,
  };
  for (const name of Object.keys(given)) {
    const lower = name.toLowerCase();
    const value = given[name];
    if (value === undefined) continue;
    if (ofTheConnection.has(lower)) {
      throw new HubError('header_invalid', `The header "${lower}" is set by the hub itself. Leave it out.`);
    }
    headers[lower] = typeof value === 'string' ? value : [...value];
  }
  return headers;
};
