import { kindOfType, readMediaType } from '../../core/media-type.ts';
import { concealer, soundsSecret, surelySecret, type SentSecret } from './conceal.ts';
import { decodeText } from './decode-body.ts';
import type { WireRequest } from './wire-request.ts';

/** Where the authorisation of a request stands: names of headers and of query parameters. And what it is. */
export interface RequestSecrets {
  readonly headers?: readonly string[];
  readonly query?: readonly string[];
  readonly values?: readonly SentSecret[];
}

export interface ShownRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Bodies that are no text are told by their size. */
  readonly body?: { readonly contentType: string; readonly size: number; readonly text?: string };
}

const mask = '[redacted]';
const mostText = 65_536;
const alwaysSecret: ReadonlySet<string> = new Set(['authorization', 'proxy-authorization', 'cookie']);

/** Where a list goes on: called a token by many, and secret to none. */
const ofPaging = /(page|next|continuation|sync|cursor)[-_.]?token$/i;

/** The request as it may be shown: authorisation stands in headers and query, and nowhere else by another way. */
export const redactRequest = (request: WireRequest, secrets: RequestSecrets = {}): ShownRequest => {
  const hidden = new Set((secrets.headers ?? []).map((name) => name.toLowerCase()));
  const headers = Object.entries(request.headers).map(([name, value]) => {
    const secret = alwaysSecret.has(name) || hidden.has(name) || soundsSecret(name);
    return [name, secret ? maskHeader(name, value) : value] as const;
  });
  const shown: ShownRequest = {
    method: request.method,
    url: maskUrl(request.url, new Set(secrets.query ?? [])),
    headers: Object.fromEntries(headers),
  };
  const whole =
    request.body === undefined
      ? shown
      : { ...shown, body: shownBody(request.body, request.headers['content-type'] ?? '') };
  return concealer(surelySecret(secrets.values ?? [])).value(whole) as ShownRequest;
};

/** The scheme and the names of cookies say which way in is used, and let nobody in. */
const maskHeader = (name: string, value: string): string => {
  if (name === 'cookie')
    return value
      .split(';')
      .map((pair) => `${(pair.split('=')[0] ?? '').trim()}=${mask}`)
      .join('; ');
  const scheme = name.endsWith('authorization')
    ? /^([A-Za-z][A-Za-z0-9-]{0,30}) +\S/.exec(value)?.[1]
    : undefined;
  return scheme === undefined ? mask : `${scheme} ${mask}`;
};

const maskUrl = (url: string, hidden: ReadonlySet<string>): string => {
  const [, before = '', query] = /^([^?]*)(?:\?(.*))?$/s.exec(url) ?? [];
  const address = before.replace(/^([a-z]+:\/\/)[^/]*@/i, `$1${mask}@`);
  if (query === undefined) return address;
  const pairs = query.split('&').map((pair) => {
    const name = pair.split('=')[0] ?? '';
    const plain = decoded(name);
    return hidden.has(plain) || (soundsSecret(plain) && !ofPaging.test(plain)) ? `${name}=${mask}` : pair;
  });
  return `${address}?${pairs.join('&')}`;
};

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
};

const shownBody = (bytes: Uint8Array, contentType: string): NonNullable<ShownRequest['body']> => {
  const { type, charset } = readMediaType(contentType);
  const about = { contentType, size: bytes.length };
  return kindOfType(type) === 'binary'
    ? about
    : { ...about, text: decodeText(bytes.subarray(0, mostText), charset) };
};
