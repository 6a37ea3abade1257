import { plainText } from '../../toolsets/plain-text.ts';

export interface Described {
  readonly most: number;
  readonly name: string;
  readonly title?: unknown;
  /** The schema that says it. */
  readonly of: object;
}

const mostLooked = 2_000;
/** Definitions are shared by many tools, and each of them is tried at several lengths. */
const plain = new WeakMap<object, string>();

/** What a model needs of a description: plain words, whole sentences, and nothing that the name says already. */
export const shortDescription = (text: string, { most, name, title, of }: Described): string => {
  if (most === 0) return '';
  const known = plain.get(of) ?? plainDescription(text);
  plain.set(of, known);
  const bare = known.length > 200 ? '' : lettersOf(known);
  if (bare === lettersOf(name) || (typeof title === 'string' && bare === lettersOf(title))) return '';
  if (known.length <= most) return known;
  const part = known.slice(0, most);
  const end = Math.max(part.lastIndexOf('. '), part.lastIndexOf('; '));
  if (end >= most / 3) return part.slice(0, end + 1).replace(/;$/, '');
  const gap = part.lastIndexOf(' ');
  return `${part.slice(0, gap > most / 2 ? gap : most - 1).toWellFormed()}…`;
};

/** Links are for whoever can follow them. */
const plainDescription = (text: string): string =>
  plainText(
    text.slice(0, mostLooked).replace(/!?\[([^\][]{0,300})\]\([^()\s]{0,500}\)/g, '$1'),
    mostLooked,
  ).replace(/\s+/g, ' ');

/** `The user id.`, `user_id` and `userId` say the same. */
export const lettersOf = (text: string): string =>
  text
    .toLowerCase()
    .replace(/^(?:the|an?)\s/, '')
    .replace(/[^\p{L}\p{N}]/gu, '');
