import { JqError } from './error.ts';
import { spend, type Meter } from './meter.ts';
import { formatNumber } from './number.ts';
import { hasSurrogates } from './text.ts';
import { isArray, isObject, kindOf, property, type ObjectValue, type Value } from './value.ts';

/** How deep a value may be to be written, read or reached by a path. jq has the same number. */
export const maxNesting = 10_000;

/** What is being written. It ends early when more than `limit` was written. */
interface Writing {
  text: string;
  readonly limit: number;
  readonly meter: Meter | null;
}

/** The meter pays for each part: values that share parts can be far larger than the memory they take. */
export const toJson = (value: Value, limit = Infinity, meter: Meter | null = null): string => {
  const writing: Writing = { text: '', limit, meter };
  write(value, 0, writing);
  return writing.text;
};

/** From this level on nothing recurses: a value may be deeper than the stack. */
const maxRecursion = 200;

const write = (value: Value, depth: number, writing: Writing): void => {
  const { meter } = writing;
  if (meter !== null) spend(meter, 0.5);
  if (typeof value !== 'object' || value === null) writing.text += scalar(value);
  else if (writing.text.length > writing.limit) return;
  else if (depth >= maxRecursion) writeDeep(value, depth, writing);
  else if (isArray(value)) writeArray(value, depth, writing);
  else writeObject(value, depth, writing);
};

const writeArray = (items: readonly Value[], depth: number, writing: Writing): void => {
  writing.text += '[';
  for (let at = 0; at < items.length; at += 1) {
    if (writing.text.length > writing.limit) return;
    if (at > 0) writing.text += ',';
    write(items[at] ?? null, depth + 1, writing);
  }
  writing.text += ']';
};

const writeObject = (object: ObjectValue, depth: number, writing: Writing): void => {
  let separator = '{';
  for (const key of Object.keys(object)) {
    if (writing.text.length > writing.limit) return;
    writing.text += `${separator}${quote(key)}:`;
    separator = ',';
    write(property(object, key), depth + 1, writing);
  }
  writing.text += separator === '{' ? '{}' : '}';
};

/** Where writing stands in one array or object. */
interface Level {
  readonly items: readonly Value[];
  readonly keys: readonly string[] | null;
  at: number;
}

const writeDeep = (value: Value, depth: number, writing: Writing): void => {
  const levels: Level[] = [];
  let next: Value = value;
  for (;;) {
    if (writing.meter !== null) spend(writing.meter, 0.5);
    const level = levelOf(next);
    if (level === null) writing.text += scalar(next);
    else if (depth + levels.length > maxNesting) writing.text += '<skipped: too deep>';
    else {
      writing.text += level.keys === null ? '[' : '{';
      levels.push(level);
    }
    let top = levels.at(-1);
    while (top !== undefined && top.at >= top.items.length) {
      writing.text += top.keys === null ? ']' : '}';
      levels.pop();
      top = levels.at(-1);
    }
    if (top === undefined || writing.text.length > writing.limit) return;
    if (top.at > 0) writing.text += ',';
    if (top.keys !== null) writing.text += `${quote(top.keys[top.at] ?? '')}:`;
    next = top.items[top.at] ?? null;
    top.at += 1;
  }
};

const levelOf = (value: Value): Level | null => {
  if (isArray(value)) return { items: value, keys: null, at: 0 };
  if (!isObject(value)) return null;
  const keys = Object.keys(value);
  return { items: keys.map((key) => property(value, key)), keys, at: 0 };
};

const scalar = (value: Value): string => {
  if (typeof value === 'string') return quote(value);
  return typeof value === 'number'
    ? formatNumber(value)
    : `${value === true || value === false ? value : null}`;
};

export const quote = (text: string): string => {
  const quoted = JSON.stringify(hasSurrogates(text) ? text.toWellFormed() : text);
  return quoted.includes('\x7f') ? quoted.replaceAll('\x7f', '\\u007f') : quoted;
};

/** Reads JSON, and `nan`, which jq knows too. */
export const parseJson = (text: string): Value => {
  if (text.length > maxNesting && isTooDeep(text)) {
    throw new JqError(`Exceeds depth limit for parsing (while parsing ${shortText(text)})`);
  }
  try {
    return JSON.parse(text) as Value;
  } catch {
    const value = /nan/i.test(text) ? parseNan(text) : undefined;
    if (value !== undefined) return value;
    throw new JqError(`${reasonOf(text)} (while parsing ${shortText(text)})`);
  }
};

/** JSON with `nan` in the place of numbers; undefined when it is not even that. */
const parseNan = (text: string): Value | undefined => {
  let mark = 'nan';
  while (text.includes(`"${mark}"`)) mark += '-';
  const quoted = text.replace(/"(?:[^"\\]|\\.)*"|(?<![\w.+-])-?nan(?![\w.+-])/gi, (found) =>
    found.startsWith('"') ? found : `"${mark}"`,
  );
  try {
    return JSON.parse(quoted, (_key, value: Value) => (value === mark ? Number.NaN : value)) as Value;
  } catch {
    return undefined;
  }
};

const shortText = (text: string): string => `'${text.length > 200 ? `${text.slice(0, 200)}...` : text}'`;

const isTooDeep = (text: string): boolean => {
  let depth = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (quoted) {
      if (unit === 0x5c) at += 1;
      else if (unit === 0x22) quoted = false;
    } else if (unit === 0x22) quoted = true;
    else if (unit === 0x5b || unit === 0x7b) {
      depth += 1;
      if (depth > maxNesting) return true;
    } else if (unit === 0x5d || unit === 0x7d) depth -= 1;
  }
  return false;
};

/** In jq's words, where these are known. */
const reasonOf = (text: string): string => {
  if (text.trim() === '') return 'Expected JSON value';
  const bare = text.replace(/"(?:[^"\\]|\\.)*"/g, (found) => ' '.repeat(found.length));
  const single = bare.indexOf("'");
  if (single >= 0) {
    const length = bare.slice(single).search(/[\s:,[\]{}]/);
    return `Invalid string literal; expected ", but got ' at line 1, column ${single + Math.max(length, 0) + 1}`;
  }
  if (/^[\w.+-]+$/.test(text)) return `Invalid numeric literal at EOF at line 1, column ${text.length}`;
  return 'Invalid JSON';
};

const maxBrief = 29;

/** A value as messages show it: never more than 29 bytes. */
export const brief = (value: Value): string => {
  const text = toJson(value, maxBrief + 10);
  if (bytesOf(text) <= maxBrief) return text;
  return typeof value === 'string' ? `${cut(text, maxBrief - 4)}..."` : `${cut(text, maxBrief - 3)}...`;
};

const byteWidth = (point: string): number => {
  const code = point.codePointAt(0) ?? 0;
  if (code < 0x80) return 1;
  if (code < 0x800) return 2;
  return code < 0x10000 ? 3 : 4;
};

export const bytesOf = (text: string): number => {
  let bytes = 0;
  for (const point of text) bytes += byteWidth(point);
  return bytes;
};

const cut = (text: string, bytes: number): string => {
  let kept = '';
  let left = bytes;
  for (const point of text) {
    left -= byteWidth(point);
    if (left < 0) break;
    kept += point;
  }
  return kept;
};

/** `number (5)`, as messages name a value. */
export const named = (value: Value): string => `${kindOf(value)} (${brief(value)})`;

export const typeError = (value: Value, message: string): JqError =>
  new JqError(`${named(value)} ${message}`);
