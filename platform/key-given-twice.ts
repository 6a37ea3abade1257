import { escapeStep } from '../core/json-pointer.ts';
import { countJsonKeys } from './count-json-keys.ts';
import { endOfString } from './json-string-end.ts';

/**
 * The JSON pointer of a key that one object of the text has twice; null where there is none. Parsers disagree about which of
 * the two counts, so that what is checked here might not be what a service reads. `value` is what `parseJson` makes of the text:
 * where it has as many members as the text, none was lost, and only where it has not the keys themselves are compared.
 */
export const keyGivenTwice = (text: string, value: unknown): string | null =>
  countJsonKeys(text) === membersOf(value) ? null : findTwice(text);

const [quote, comma] = [34, 44];
const [openObject, closeObject, openList, closeList] = [123, 125, 91, 93];

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
  levels.map(({ at }) => `/${escapeStep(String(at).slice(0, longestKey))}`).join('');
