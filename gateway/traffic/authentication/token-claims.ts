import { hash } from 'node:crypto';
import type { Consumer } from '../exchange.ts';
import type { Claims } from './token-memory.ts';

const usualNames = ['scope', 'scp', 'scopes'] as const;
const mostScopes = 500;

/** In the three ways in which providers write them: words in one text, or a list. */
export const scopesIn = (claims: Claims, name?: string): ReadonlySet<string> => {
  const given = (name === undefined ? usualNames : [name]).map((each) => claims[each]);
  const value = given.find((one) => one !== undefined);
  const words = typeof value === 'string' ? value.split(' ') : Array.isArray(value) ? value : [];
  return new Set(
    words.slice(0, mostScopes).filter((word): word is string => typeof word === 'string' && word !== ''),
  );
};

const textIn = (claims: Claims, name: string): string | undefined => {
  const value = claims[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
};

export const subjectIn = (claims: Claims): string | undefined => textIn(claims, 'sub');

/**
 * Somebody that only the token knows. With a word before the subject: nobody who chooses a subject at a provider can take
 * the id or the name of a consumer of the space.
 */
export const strangerOf = (claims: Claims, kind: string, scopes: ReadonlySet<string>): Consumer => {
  const subject = subjectIn(claims);
  const said =
    subject === undefined
      ? `${kind}-client:${textIn(claims, 'client_id') ?? textIn(claims, 'azp') ?? ''}`
      : `${kind}:${subject}`;
  const id = isCountable(said) ? said : `${kind}-hash:${hash('sha256', JSON.stringify(said))}`;
  return { id, name: id, scopes, credentialId: '', metadata: claims };
};

const longestId = 300;

/** Usage and quotas are written with those of all spaces: what the database does not take as a text, or as a key, would stop them. */
const isCountable = (id: string): boolean =>
  id.length <= longestId && !id.includes('\0') && id.isWellFormed();

/** The consumer with no more than the token was given. */
export const narrowed = (consumer: Consumer, scopes: ReadonlySet<string>): Consumer => ({
  ...consumer,
  scopes: new Set([...consumer.scopes].filter((scope) => scopes.has(scope))),
});
