import type { AnswerHead } from '../exchange.ts';
import { headerValue } from '../fields/header-names.ts';
import { isOwnCookie } from '../forward/own-cookies.ts';

/** Reading and changing the headers of an answer: names are in lower case. */

/** Nearly all are in lower case already, and of another length. */
const isNamed = (given: string | undefined, name: string): boolean =>
  given !== undefined && given.length === name.length && (given === name || given.toLowerCase() === name);

export const getHeader = ({ headers }: AnswerHead, name: string): string | undefined => {
  for (let at = 0; at < headers.length; at += 2) if (isNamed(headers[at], name)) return headers[at + 1];
  return undefined;
};

/** All values under one name, joined as HTTP allows it. */
export const joinedHeader = ({ headers }: AnswerHead, name: string): string | undefined => {
  let joined: string | undefined;
  for (let at = 0; at < headers.length; at += 2)
    if (isNamed(headers[at], name))
      joined = joined === undefined ? headers[at + 1] : `${joined}, ${headers[at + 1]}`;
  return joined;
};

export const removeHeader = (head: AnswerHead, name: string): void => {
  const { headers } = head;
  for (let at = headers.length - 2; at >= 0; at -= 2) if (isNamed(headers[at], name)) headers.splice(at, 2);
};

/** In the place of all that were there under this name. A policy sets the hub's own cookies no more than an upstream does. */
export const setHeader = (head: AnswerHead, name: string, value: string): void => {
  removeHeader(head, name);
  if (name !== 'set-cookie' || !isOwnCookie(value)) head.headers.push(name, headerValue(value));
};

/** Names and values one after the other, without the hub's own cookies. */
export const withoutOwn = (headers: readonly string[]): string[] =>
  headers.filter((_, at) => {
    const pair = at - (at % 2);
    return !isNamed(headers[pair], 'set-cookie') || !isOwnCookie(headers[pair + 1] ?? '');
  });

/** One more name in `Vary`, unless it is there. */
export const addVary = (head: AnswerHead, name: string): void => {
  const before = joinedHeader(head, 'vary');
  if (before === undefined) head.headers.push('vary', name);
  else if (before.trim() !== '*' && !namesIn(before).includes(name.toLowerCase()))
    setHeader(head, 'vary', `${before}, ${name}`);
};

export const namesIn = (list: string): string[] =>
  list
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== '');
