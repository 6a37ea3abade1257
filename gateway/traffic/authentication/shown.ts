import { HubError } from '../../../core/errors.ts';
import type { Exchange } from '../exchange.ts';
import { sendHeader } from '../answers/hooks.ts';

/**
 * Node shows the first of several Authorization headers, another server the last one: two are refused, so that nobody is
 * let in with one and acts with the other.
 */
export const authorizationOf = ({ request }: Exchange): string | undefined => {
  const { authorization } = request.headers;
  if (authorization === undefined) return undefined;
  const raw = request.rawHeaders;
  let seen = 0;
  for (let at = 0; at < raw.length; at += 2) {
    const name = raw[at] as string;
    if (name.length === 13 && name.toLowerCase() === 'authorization') seen++;
  }
  if (seen > 1) throw new HubError('header_invalid', 'The request has several Authorization headers.');
  return authorization;
};

/** What stands behind the scheme; undefined where the header is of another one. */
export const behindScheme = (header: string, scheme: string): string | undefined => {
  if (header.length <= scheme.length || header.charCodeAt(scheme.length) !== 32) return undefined;
  const given = header.slice(0, scheme.length);
  if (given !== scheme && given.toLowerCase() !== scheme.toLowerCase()) return undefined;
  return header.slice(scheme.length + 1).trim();
};

/** Of the query, percent-decoded; null where the name is there several times, or cannot be read. */
export const inQuery = (query: string, field: string): string | null | undefined => {
  if (query.length < 2) return undefined;
  let found: string | null | undefined;
  for (const pair of query.slice(1).split('&')) {
    if (nameOf(pair) !== field) continue;
    const at = pair.indexOf('=');
    found = found === undefined ? decoded(at === -1 ? '' : pair.slice(at + 1)) : null;
  }
  return found;
};

/** Takes the field out of what goes to the upstream, and leaves all else letter by letter. */
export const dropFromQuery = ({ outgoing }: Exchange, field: string): void => {
  const kept = outgoing.query
    .slice(1)
    .split('&')
    .filter((pair) => nameOf(pair) !== field);
  outgoing.query = kept.length === 0 ? '' : `?${kept.join('&')}`;
};

/** As most servers read it: `%61piKey` is the same name, and so is `+` for a space. */
const nameOf = (pair: string): string | null => {
  const at = pair.indexOf('=');
  return decoded(at === -1 ? pair : pair.slice(0, at));
};

const decoded = (text: string): string | null => {
  if (!text.includes('%') && !text.includes('+')) return text;
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return null;
  }
};

export const dropHeader = (exchange: Exchange, name: string): void => sendHeader(exchange, name, null);
