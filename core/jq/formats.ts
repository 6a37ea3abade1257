import { JqError } from './error.ts';
import { quote, toJson, typeError } from './json.ts';
import { madeText, maxLength, spendOn, type Meter } from './meter.ts';
import { hasSurrogates } from './text.ts';
import { isArray, type Value } from './value.ts';

/** `@name`: how values become text. */

export type Formatter = (value: Value, meter: Meter) => string;

export const textOf: Formatter = (value, meter) => {
  if (typeof value === 'string') return value;
  const text = toJson(value, maxLength, meter);
  madeText(meter, text.length);
  spendOn(meter, text.length >> 2);
  return text;
};

const json: Formatter = (value, meter) => (typeof value === 'string' ? quote(value) : textOf(value, meter));

const escapeWith = (escapes: Readonly<Record<string, string>>): ((text: string) => string) => {
  const pattern = new RegExp(`[${Object.keys(escapes).join('').replace('\\', '\\\\')}]`, 'g');
  return (text) => text.replace(pattern, (found) => escapes[found] ?? found);
};

const html = escapeWith({ '&': '&amp;', '<': '&lt;', '>': '&gt;', "'": '&apos;', '"': '&quot;' });
const csvText = escapeWith({ '"': '""' });
const tsvText = escapeWith({ '\t': '\\t', '\r': '\\r', '\n': '\\n', '\\': '\\\\' });
const shellText = escapeWith({ "'": "'\\''" });

const row = (value: Value, name: string): readonly Value[] => {
  if (isArray(value)) return value;
  throw typeError(value, `cannot be ${name}-formatted, only array`);
};

const cell = (value: Value, text: (text: string) => string): string => {
  if (typeof value === 'string') return text(value);
  if (typeof value === 'object' && value !== null) throw typeError(value, 'is not valid in a csv row');
  return value === null || Number.isNaN(value) ? '' : toJson(value);
};

const shellWord = (value: Value): string => {
  if (typeof value === 'string') return `'${shellText(value)}'`;
  if (typeof value === 'object' && value !== null) throw typeError(value, 'can not be escaped for shell');
  return toJson(value);
};

const wellFormed = (text: string): string => (hasSurrogates(text) ? text.toWellFormed() : text);

const encodeUri = (text: string): string =>
  encodeURIComponent(wellFormed(text)).replace(
    /[!'()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );

const decodeUri = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    throw typeError(text, 'is not a valid uri encoding');
  }
};

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Damaged bytes become replacement characters, as everywhere in jq. */
const decode = (bytes: readonly number[]): string =>
  new TextDecoder('utf-8', { ignoreBOM: true }).decode(Uint8Array.from(bytes));

/** Groups of bits turned into digits of an alphabet, and back. */
const toDigits = (bytes: Uint8Array, alphabet: string, bits: number): string => {
  let text = '';
  let held = 0;
  let count = 0;
  for (const byte of bytes) {
    held = ((held & 0xff) << 8) | byte;
    count += 8;
    while (count >= bits) {
      count -= bits;
      text += alphabet.charAt((held >> count) & ((1 << bits) - 1));
    }
  }
  return count === 0 ? text : text + alphabet.charAt((held << (bits - count)) & ((1 << bits) - 1));
};

const fromDigits = (text: string, [alphabet, bits]: readonly [string, number], name: string): number[] => {
  const bytes: number[] = [];
  let held = 0;
  let count = 0;
  for (const sign of text) {
    const digit = alphabet.indexOf(sign);
    if (digit < 0) throw typeError(text, `is not valid ${name} data`);
    held = ((held & 0xff) << bits) | digit;
    count += bits;
    if (count >= 8) {
      count -= 8;
      bytes.push((held >> count) & 0xff);
    }
  }
  return bytes;
};

const base64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const base32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

const padded = (text: string, width: number): string =>
  text.padEnd(Math.ceil(text.length / width) * width, '=');

const decodeBase64 = (text: string): string => {
  const [digits = ''] = text.split('=', 1);
  const bytes = fromDigits(digits, [base64, 6], 'base64');
  if (digits.length % 4 === 1) throw typeError(text, 'trailing base64 byte found');
  return decode(bytes);
};

const onText =
  (change: (text: string) => string): Formatter =>
  (value, meter) => {
    const text = textOf(value, meter);
    spendOn(meter, text.length >> 2);
    const changed = change(text);
    madeText(meter, changed.length);
    return changed;
  };

const formatters: Readonly<Record<string, Formatter>> = {
  text: textOf,
  json,
  html: onText(html),
  uri: onText(encodeUri),
  urid: onText(decodeUri),
  base64: onText((text) => padded(toDigits(encode(wellFormed(text)), base64, 6), 4)),
  base64d: onText(decodeBase64),
  base32: onText((text) => padded(toDigits(encode(wellFormed(text)), base32, 5), 8)),
  base32d: onText((text) => decode(fromDigits(text.replace(/=+$/, ''), [base32, 5], 'base32'))),
  csv: (value, meter) =>
    joined(
      row(value, 'csv').map((one) => cell(one, (text) => `"${csvText(text)}"`)),
      ',',
      meter,
    ),
  tsv: (value, meter) =>
    joined(
      row(value, 'tsv').map((one) => cell(one, tsvText)),
      '\t',
      meter,
    ),
  sh: (value, meter) => joined((isArray(value) ? value : [value]).map(shellWord), ' ', meter),
};

const joined = (parts: readonly string[], separator: string, meter: Meter): string => {
  const text = parts.join(separator);
  spendOn(meter, parts.length);
  madeText(meter, text.length);
  return text;
};

export const formatter = (name: string): Formatter | null =>
  Object.hasOwn(formatters, name) ? (formatters[name] ?? null) : null;

/** For names that come with a run. */
export const formatterNamed = (name: Value): Formatter => {
  const found = typeof name === 'string' ? formatter(name) : null;
  if (found !== null) return found;
  throw typeof name === 'string'
    ? new JqError(`${name} is not a valid format`)
    : typeError(name, 'is not a valid format');
};
