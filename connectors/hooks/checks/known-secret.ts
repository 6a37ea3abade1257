import { sameText } from '../../auth/oauth/pkce.ts';
import type { Verification } from '../verification.ts';
import type { Check } from './check.ts';

/** The secret itself comes along. */
export const checkToken: Check<Extract<Verification, { scheme: 'token' }>> = (
  rules,
  arrival,
  { secrets },
) => {
  const given = arrival.header(rules.header);
  if (given === undefined) return 'it carries no token';
  const prefix = rules.prefix ?? '';
  if (!given.startsWith(prefix)) return 'its token is wrong';
  return anyOf(secrets, given.slice(prefix.length)) ? undefined : 'its token is wrong';
};

/** The secret is `name:password`. */
export const checkBasic: Check<Extract<Verification, { scheme: 'basic' }>> = (
  _rules,
  arrival,
  { secrets },
) => {
  const encoded = /^basic +([A-Za-z0-9+/]+={0,2}) *$/i.exec(arrival.header('authorization') ?? '')?.[1];
  if (encoded === undefined) return 'it carries no name and password';
  return anyOf(secrets, Buffer.from(encoded, 'base64').toString('utf8'))
    ? undefined
    : 'its name or password is wrong';
};

const anyOf = (secrets: readonly string[], given: string): boolean => {
  // All are compared: which one fits, and whether one does, takes the same time.
  let found = false;
  for (const secret of secrets) found = sameText(given, secret) || found;
  return found;
};
