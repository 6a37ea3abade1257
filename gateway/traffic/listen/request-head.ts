import type { IncomingMessage } from 'node:http';
import { HubError } from '../../../core/errors.ts';
import { Http2Request } from './http2-messages.ts';

/** Names and values: more than these in one request are nobody's. */
const mostHeaderTexts = 200;

const plainHost = /^(?:\[[0-9a-fA-F:.]+\]|[A-Za-z0-9._-]+)(?::\d{1,5})?$/;
const absolute = /^https?:\/\/([^/?#@\\]*)([/?].*)?$/i;
/** What stands in a request line: visible ASCII, no fragment. */
const oddTarget = /[^!-~]|#/;

/**
 * What two readers of one request could take for two different things, refused before anybody reads it. Node's strict parser
 * has refused the rest: both lengths, two lengths, folded lines, bare line feeds. What is left of the address is `request.url`,
 * which begins with a slash (or is the `*` of OPTIONS).
 */
export const checkHead = (request: IncomingMessage): void => {
  const { headers, rawHeaders, httpVersionMajor: major, httpVersionMinor: minor } = request;
  // Node's parser takes "HTTP/2.0" in a line of text, and then does not answer it.
  if (major !== 1 && !(request instanceof Http2Request))
    throw new HubError('header_invalid', 'Only HTTP/1.0 and HTTP/1.1 are spoken here.');
  if (rawHeaders.length > mostHeaderTexts)
    throw new HubError('headers_too_large', `A request may have ${mostHeaderTexts / 2} headers at most.`);
  const { host, 'transfer-encoding': coding } = headers;
  if (host === undefined) {
    if (major !== 1 || minor !== 0) throw new HubError('header_invalid', 'The request names no host.');
  } else if (!plainHost.test(host) || hostsIn(rawHeaders) > 1)
    throw new HubError('header_invalid', 'The request must name one host, as name or name:port.');
  if (coding !== undefined && ((major === 1 && minor === 0) || coding.toLowerCase() !== 'chunked'))
    throw new HubError('header_invalid', 'The only transfer coding taken here is "chunked", in HTTP/1.1.');
  const { url = '/' } = request;
  if (url.charCodeAt(0) !== 47) request.url = otherForm(request, url);
  else if (oddTarget.test(url)) throw oddAddress();
};

/** Node keeps the first one and says nothing of the others. */
const hostsIn = (rawHeaders: readonly string[]): number => {
  let hosts = 0;
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at];
    if (name !== undefined && name.length === 4 && name.toLowerCase() === 'host') hosts += 1;
  }
  return hosts;
};

/** As proxies are asked (RFC 9112, 3.2.2): the host is said twice, and must be the same. */
const otherForm = ({ method, headers }: IncomingMessage, url: string): string => {
  if (url === '*' && method === 'OPTIONS') return url;
  const [, authority, rest = '/'] = absolute.exec(url) ?? [];
  if (authority === undefined || oddTarget.test(url)) throw oddAddress();
  if (authority.toLowerCase() !== headers.host?.toLowerCase())
    throw new HubError('header_invalid', 'The address of the request and its Host header name two hosts.');
  return rest.startsWith('/') ? rest : `/${rest}`;
};

const oddAddress = (): HubError =>
  new HubError(
    'input_invalid',
    'The address of the request must be a path of visible ASCII without a fragment; percent-encode everything else.',
  );
