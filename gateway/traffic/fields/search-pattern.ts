import { HubError } from '../../../core/errors.ts';
import { patternFor, type Pattern } from '../../../core/schema/pattern.ts';

/** A regular expression that a person wrote, searched for anywhere in a text; its time grows with the text only. */
export const searchPattern = (source: string, path: string): ((text: string) => boolean) => {
  const plain = plainSearch(source);
  if (plain !== null) return plain;
  const pattern = compiledPattern(source, path);
  return (text) => pattern.matches(text);
};

const compiledPattern = (source: string, path: string): Pattern => {
  const notes = new Set<string>();
  const pattern = patternFor(source, { patterns: new Map(), notes });
  if (pattern !== null) return pattern;
  const message = `this is no regular expression that can be used: ${[...notes].join('; ')}`;
  throw new HubError('input_invalid', `"${path}": ${message}.`, { problems: [{ path, message }] });
};

/** `^/api/v1`, `\.json$`, `^/a/b$`, `^/api/.*`: most patterns only say how a text begins or ends, which needs no engine. */
const plainSearch = (source: string): ((text: string) => boolean) | null => {
  const match = /^(\^?)((?:[\w/ %~=:;,@&<>!#-]|\\[./?-])*)(\$|\.\*\$?)?$/.exec(source);
  if (match === null) return null;
  const [, start = '', letters = '', end = ''] = match;
  const text = letters.replaceAll('\\', '');
  const atEnd = end === '$';
  // A point stands for no line break, so what follows a `.*$` is not just anything.
  if (end === '.*$') return null;
  if (start === '^') return atEnd ? (given) => given === text : (given) => given.startsWith(text);
  return atEnd ? (given) => given.endsWith(text) : (given) => given.includes(text);
};
