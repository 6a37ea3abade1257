import { HubError } from '../../core/errors.ts';

/** A checked URL, cut up as the connection needs it. */
export interface Target {
  readonly url: URL;
  /** Scheme, host and port: what connections, credentials and log lines belong to. */
  readonly origin: string;
  /** Without the brackets of IPv6. */
  readonly host: string;
  readonly port: number;
  readonly secure: boolean;
  readonly path: string;
}

// Characters that some parsers drop and others keep: where two of them disagree, an attacker chooses.
const ambiguous = /[\u0000-\u0020\u007f\\]/;

/**
 * Ports on which something else than HTTP listens. A request there is at best an error and at worst a mail
 * (the list browsers use).
 */
const otherProtocols = new Set([
  0, 1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103, 104,
  109, 110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514, 515,
  526, 530, 531, 532, 540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723, 2049,
  3659, 4045, 4190, 5060, 5061, 6000, 6379, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10_080,
]);

export const speaksOtherProtocol = (port: number): boolean => otherProtocols.has(port);

export const readTarget = (given: string | URL): Target => {
  const text = typeof given === 'string' ? given : given.href;
  const url = ambiguous.test(text) ? null : URL.parse(text);
  if (url === null) throw refuse(text, 'it is not an absolute URL of plain characters');
  const { protocol } = url;
  const secure = protocol === 'https:';
  if (!secure && protocol !== 'http:') throw refuse(text, `it begins with ${protocol}, not http: or https:`);
  if (url.username !== '' || url.password !== '')
    throw refuse(text, 'it carries a user name or password; put credentials into a header');
  // `localhost.` and `localhost` are one name: the dot would make two origins of it, and breaks certificates.
  if (url.hostname.endsWith('.')) url.hostname = url.hostname.slice(0, -1);
  const { hostname, port } = url;
  if (hostname === '' || hostname.endsWith('.')) throw refuse(text, 'it names no host');
  return {
    url,
    origin: url.origin,
    host: hostname.startsWith('[') ? hostname.slice(1, -1) : hostname,
    port: port === '' ? (secure ? 443 : 80) : Number(port),
    secure,
    path: url.pathname + url.search,
  };
};

const refuse = (text: string, reason: string): HubError =>
  new HubError('egress_refused', `The hub does not call "${shown(text)}": ${reason}.`);

/** What of a URL may be shown: no query, no fragment, no credentials. */
const shown = (text: string): string =>
  text
    .replace(/[?#][^]*$/, '')
    .replace(/\/\/.*@/s, '//…@')
    .slice(0, 200);
