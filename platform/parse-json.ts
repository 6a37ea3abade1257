import { endOfString } from './json-string-end.ts';

/**
 * What `JSON.parse` says, with the keys that stand in the text. V8 takes "admi\u006e" for "admi\" once it has met that key behind
 * the same ones (nodejs/node#63785): what was checked then would not be what others read. Objects with such keys are rare, and
 * are put together by hand.
 */
export const parseJson = (text: string): unknown => {
  const value: unknown = JSON.parse(text);
  return text.includes('\\') && hasEscapedKey(text) ? readByHand(text) : value;
};

const afterString = /\s*(:?)/y;

/** The text is valid, so that the first quote begins a string. */
const hasEscapedKey = (text: string): boolean => {
  for (let at = text.indexOf('"'); at !== -1;) {
    const end = endOfString(text, at);
    const escape = text.indexOf('\\', at);
    // Nothing behind it is escaped either.
    if (escape === -1) return false;
    if (escape < end) {
      afterString.lastIndex = end + 1;
      if (afterString.exec(text)?.[1] === ':') return true;
    }
    at = text.indexOf('"', end + 1);
  }
  return false;
};

interface Open {
  readonly list: unknown[] | null;
  readonly object: Record<string, unknown>;
  /** Of the member that is being read. */
  key: string | undefined;
}

const token = /[^\s,:[\]{}"]+/y;

/** Valid, as was seen before. Without a call for each level: a text may be deeper than the stack is. */
const readByHand = (text: string): unknown => {
  const open: Open[] = [];
  let whole: unknown;
  const put = (value: unknown): void => {
    const around = open.at(-1);
    if (around === undefined) whole = value;
    else if (around.list !== null) around.list.push(value);
    else {
      setOwn(around.object, around.key ?? '', value);
      around.key = undefined;
    }
  };
  for (let at = 0; at < text.length; at++) {
    const character = text[at] ?? '';
    if (character === '{') open.push({ list: null, object: {}, key: undefined });
    else if (character === '[') open.push({ list: [], object: {}, key: undefined });
    else if (character === '}' || character === ']') {
      const closed = open.pop();
      put(closed?.list ?? closed?.object);
    } else if (character === '"') {
      const end = endOfString(text, at);
      const said = JSON.parse(text.slice(at, end + 1)) as string;
      const around = open.at(-1);
      if (around?.list === null && around.key === undefined) around.key = said;
      else put(said);
      at = end;
    } else if (!/[\s,:]/.test(character)) {
      token.lastIndex = at;
      const [literal] = token.exec(text) ?? [character];
      put(JSON.parse(literal));
      at += literal.length - 1;
    }
  }
  return whole;
};

/** Also a key that means something else to an assignment. */
const setOwn = (object: Record<string, unknown>, key: string, value: unknown): void => {
  if (key === '__proto__')
    Object.defineProperty(object, key, { value, enumerable: true, writable: true, configurable: true });
  else object[key] = value;
};
