import { endOfString } from './json-string-end.ts';

/**
 * The JSON pointer of a key that one object of the text has twice; null where there is none. Parsers disagree about which of
 * the two counts, so that what is checked here might not be what a service reads. `value` is what the text was parsed to: where
 * it has as many members as the text, none was lost. Only where it has not the keys themselves are compared, and where some
 * are written with escapes: V8 reads "admi\u006e" as "admi\" once it has met that key behind the same ones.
 */
export const keyGivenTwice = (text: string, value: unknown): string | null =>
  plainMembersIn(text) === membersOf(value) ? null : findTwice(text);

const [quote, backslash, colon, comma] = [34, 92, 58, 44];
const [openObject, closeObject, openList, closeList] = [123, 125, 91, 93];

/** A colon outside of a string stands for a member. Null where a key is written with escapes. */
const plainMembersIn = (text: string): number | null => {
  let members = 0;
  let quoted = false;
  let escaped = false;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (quoted) {
      if (code === backslash) {
        escaped = true;
        at++;
      } else if (code === quote) quoted = false;
    } else if (code === quote) {
      quoted = true;
      escaped = false;
    } else if (code === colon) {
      if (escaped) return null;
      members++;
    }
  }
  return members;
};

/** As deep as the text was: it has been bounded by then. */
const membersOf = (value: unknown): number => {
  if (typeof value !== 'object' || value === null) return 0;
  let members = 0;
  if (Array.isArray(value)) {
    for (const item of value as readonly unknown[]) if (typeof item === 'object') members += membersOf(item);
    return members;
  }
  const held = value as Readonly<Record<string, unknown>>;
  const keys = Object.keys(held);
  for (const key of keys) {
    const item = held[key];
    if (typeof item === 'object') members += membersOf(item);
  }
  return members + keys.length;
};

interface Level {
  /** Of an object; null for a list. */
  readonly keys: Set<string> | null;
  /** Where it is at the moment: the last key, or the place in the list. */
  at: string | number;
}

const findTwice = (text: string): string | null => {
  const levels: Level[] = [];
  let keyNext = false;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    const level = levels.at(-1);
    if (code === quote) {
      const end = endOfString(text, at);
      if (keyNext && level !== undefined && level.keys !== null) {
        // Written with escapes it is the same key.
        const key = JSON.parse(text.slice(at, end + 1)) as string;
        level.at = key;
        if (level.keys.has(key)) return pointerOf(levels);
        level.keys.add(key);
        keyNext = false;
      }
      at = end;
    } else if (code === openObject) {
      levels.push({ keys: new Set(), at: '' });
      keyNext = true;
    } else if (code === openList) {
      levels.push({ keys: null, at: 0 });
      keyNext = false;
    } else if (code === closeObject || code === closeList) {
      levels.pop();
      keyNext = false;
    } else if (code === comma && level !== undefined) {
      keyNext = level.keys !== null;
      if (typeof level.at === 'number') level.at++;
    }
  }
  return null;
};

/** A key may be as long as the whole body: nobody hears all of it again. */
const longestKey = 100;

const pointerOf = (levels: readonly Level[]): string =>
  levels
    .map(({ at }) => `/${String(at).slice(0, longestKey).replaceAll('~', '~0').replaceAll('/', '~1')}`)
    .join('');
