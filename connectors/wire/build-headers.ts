import { refuseArgument } from './argument-error.ts';
import { contentText } from './content-text.ts';
import { pairsOf, textOf } from './styles.ts';
import type { GivenParameter } from './take-arguments.ts';

/** Headers that say how the message is framed: the client that sends it knows better than any document. */
const ofTheClient = new Set(['host', 'content-length', 'transfer-encoding', 'connection', 'expect', 'te']);

/** The headers that arguments make, cookies among them. Names in lower case. */
export const buildHeaders = (given: readonly GivenParameter[]): Map<string, string> => {
  const headers = new Map<string, string>();
  const cookies: string[] = [];
  for (const parameter of given) {
    const { plan } = parameter;
    const name = plan.name.toLowerCase();
    if (plan.in === 'cookie') cookies.push(...cookiesOf(parameter));
    else if (plan.in === 'header' && !ofTheClient.has(name)) headers.set(name, headerText(parameter));
  }
  const written = headers.get('cookie');
  if (cookies.length > 0)
    headers.set('cookie', [...(written === undefined ? [] : [written]), ...cookies].join('; '));
  return headers;
};

const token = /^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/;

const headerText = ({ plan, value }: GivenParameter): string => {
  const { argument } = plan;
  if (!token.test(plan.name)) throw refuseArgument(argument, 'has a name that no header can have');
  const text =
    plan.content === undefined ? textOf(plan, value, (text) => text) : asciiJson(plan.content, value);
  if (/[\r\n\0]/.test(text)) throw refuseArgument(argument, 'holds a line break, which no header can hold');
  // Bytes above ASCII mean Latin-1 to some servers and UTF-8 to others: sent, they would be wrong for one of them.
  if (/[^\t\x20-\x7e]/.test(text))
    throw refuseArgument(
      argument,
      'holds characters that no header can hold; only ASCII travels there. Encode it as the API asks for, or leave them out',
    );
  return text;
};

/** JSON can say every character in ASCII. */
const asciiJson = (mediaType: string, value: unknown): string => {
  const text = contentText(mediaType, value);
  if (text === value) return text;
  return text.replace(/[\x7f-\uffff]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
};

const cookiesOf = ({ plan, value }: GivenParameter): string[] => {
  if (!token.test(plan.name)) throw refuseArgument(plan.argument, 'has a name that no cookie can have');
  const name = (text: string): string => cookieText(text).replaceAll('=', '%3D');
  if (plan.content !== undefined) return [`${plan.name}=${cookieText(contentText(plan.content, value))}`];
  const pairs = pairsOf(plan, value, { name, value: cookieText });
  if (pairs.length === 0 && plan.required) return [`${plan.name}=`];
  return pairs.map(([key, text]) => `${key}=${text}`);
};

/**
 * Only what a cookie cannot hold is encoded, and `%` itself: many servers take the value as it comes, so that a
 * token in base64 has to arrive as it was given.
 */
const cookieText = (text: string): string =>
  text.toWellFormed().replace(/[^\x21\x23\x24\x26-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]/gu, encodeURIComponent);
