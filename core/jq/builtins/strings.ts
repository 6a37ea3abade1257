import { splitText } from '../arithmetic.ts';
import { index, indicesOf } from '../access.ts';
import { JqError } from '../error.ts';
import { toJson, typeError } from '../json.ts';
import { add } from '../arithmetic.ts';
import { madeArray, madeText, spendOn, type Meter } from '../meter.ts';
import { codePointOffsets, explode } from '../text.ts';
import { isArray, type Value } from '../value.ts';
import { iterable } from './values.ts';
import type { Plain0, Plain1, Plains } from './plain.ts';

const textInput = (name: string, change: (text: string) => string): Plain0 => {
  return (value, meter) => {
    if (typeof value !== 'string') throw new JqError(`${name} input must be a string`);
    spendOn(meter, value.length >> 4);
    const changed = change(value);
    madeText(meter, changed.length);
    return changed;
  };
};

/** jq's white space is that of Unicode; the byte order mark, which JavaScript trims too, is not. */
const blank = '[\\t-\\r\\u0020\\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]';
const leading = new RegExp(`^${blank}+`);
const isBlank = new RegExp(blank);

const ltrim = (text: string): string => text.replace(leading, '');
const rtrim = (text: string): string => {
  let end = text.length;
  while (end > 0 && isBlank.test(text.charAt(end - 1))) end -= 1;
  return text.slice(0, end);
};

const both = (value: Value, part: Value, name: string): readonly [string, string] => {
  if (typeof value === 'string' && typeof part === 'string') return [value, part];
  throw new JqError(`${name}() requires string inputs`);
};

const startsWith: Plain1 = (value, part) => {
  const [text, start] = both(value, part, 'startswith');
  return text.startsWith(start);
};

const endsWith: Plain1 = (value, part) => {
  const [text, end] = both(value, part, 'endswith');
  return text.endsWith(end);
};

const ltrimstr: Plain1 = (value, part) => {
  const [text, start] = both(value, part, 'startswith');
  return text.startsWith(start) ? text.slice(start.length) : text;
};

const rtrimstr: Plain1 = (value, part) => {
  const [text, end] = both(value, part, 'endswith');
  return text.endsWith(end) ? text.slice(0, text.length - end.length) : text;
};

const textIndices = (text: string, part: string, meter: Meter): Value => {
  if (part === '') return null;
  const found: number[] = [];
  const offset = codePointOffsets(text);
  spendOn(meter, text.length);
  for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + 1)) {
    found.push(offset(at));
    spendOn(meter, part.length);
  }
  madeArray(meter, found.length);
  return found;
};

const indices = (value: Value, part: Value, meter: Meter): Value => {
  if (value === null) return null;
  if (isArray(value)) return indicesOf(value, isArray(part) ? part : [part], meter);
  if (typeof value === 'string' && typeof part === 'string') return textIndices(value, part, meter);
  return index(value, part, meter);
};

const oneIndex =
  (at: number): Plain1 =>
  (value, part, meter) => {
    const found = indices(value, part, meter);
    return isArray(found) ? (found.at(at) ?? null) : null;
  };

const join: Plain1 = (value, separator, meter) => {
  let text: Value = null;
  const items = iterable(value);
  spendOn(meter, items.length);
  for (const item of items) {
    const start: Value = text === null ? '' : add(text, separator, meter);
    const next = typeof item === 'number' || typeof item === 'boolean' ? toJson(item) : (item ?? '');
    text = add(start, next, meter);
  }
  return text ?? '';
};

const replacement = 0xfffd;

const implode: Plain0 = (value, meter) => {
  if (!isArray(value)) throw new JqError('implode input must be an array');
  madeText(meter, 2 * value.length);
  let text = '';
  for (const point of value) {
    if (typeof point !== 'number' || Number.isNaN(point)) {
      throw typeError(point, "can't be imploded, unicode codepoint needs to be numeric");
    }
    const code = Math.trunc(point);
    const isCharacter = code >= 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
    text += String.fromCodePoint(isCharacter ? code : replacement);
  }
  return text;
};

export const strings: Plains = {
  none: {
    trim: textInput('trim', (text) => rtrim(ltrim(text))),
    ltrim: textInput('trim', ltrim),
    rtrim: textInput('trim', rtrim),
    ascii_downcase: textInput('ascii_downcase', (text) =>
      text.replace(/[A-Z]+/g, (found) => found.toLowerCase()),
    ),
    ascii_upcase: textInput('ascii_upcase', (text) =>
      text.replace(/[a-z]+/g, (found) => found.toUpperCase()),
    ),
    explode: (value, meter) => {
      if (typeof value !== 'string') throw new JqError('explode input must be a string');
      madeArray(meter, value.length);
      return explode(value);
    },
    implode,
  },
  one: {
    startswith: startsWith,
    endswith: endsWith,
    ltrimstr,
    rtrimstr,
    trimstr: (value, part, meter) => rtrimstr(ltrimstr(value, part, meter), part, meter),
    split: (value, separator, meter) => {
      if (typeof value === 'string' && typeof separator === 'string')
        return splitText(value, separator, meter);
      throw new JqError('split input and separator must be strings');
    },
    join,
    indices,
    index: oneIndex(0),
    rindex: oneIndex(-1),
    _strindices: (value, part, meter) => {
      if (typeof value !== 'string') throw typeError(value, 'cannot be searched, as it is not a string');
      if (typeof part !== 'string') throw typeError(part, 'is not a string');
      return textIndices(value, part, meter);
    },
  },
  many: {},
};
