import type { BodyKind, ResponseContent } from '../../core/connector.ts';
import { isJsonType, kindOfType, readMediaType } from '../../core/media-type.ts';
import { parseJson } from '../../platform/parse-json.ts';
import { pickContent } from './pick-response.ts';

export type Decoded =
  | { readonly kind: 'empty' }
  | { readonly kind: 'json' | 'form'; readonly value: unknown }
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'binary'; readonly contentType: string }
  /** The server says that it is JSON, and it is not. */
  | { readonly kind: 'broken'; readonly reason: string };

/**
 * What came: by what the server says, unless it says nothing, or says something else of what is plainly JSON and the
 * document expected JSON or nothing in particular.
 */
export const decodeBody = (
  bytes: Uint8Array,
  contentType: string | undefined,
  declared: readonly ResponseContent[],
): Decoded => {
  const { type, charset } = readMediaType(contentType);
  if (bytes.length === 0)
    return kindOfType(type) === 'text' ? { kind: 'text', value: '' } : { kind: 'empty' };
  if (isJsonType(type)) return parse(decodeText(bytes, charset));
  const expected =
    pickContent(declared, type)?.kind ?? (declared.length === 1 ? declared[0]?.kind : undefined);
  if (mayBeJson(type, expected) && looksLikeJson(bytes)) {
    const parsed = parse(decodeText(bytes, charset));
    if (parsed.kind === 'json') return parsed;
  }
  const kind = type === '' ? kindWithoutType(bytes, expected) : kindOfType(type);
  if (kind === 'form') return { kind, value: formValue(decodeText(bytes, charset)) };
  if (kind === 'text') return { kind, value: decodeText(bytes, charset) };
  return { kind: 'binary', contentType: type === '' ? 'application/octet-stream' : (contentType ?? type) };
};

const mayBeJson = (type: string, expected: BodyKind | undefined): boolean => {
  if (expected !== undefined) return expected === 'json';
  return type === '' || type.startsWith('text/') || type === 'application/octet-stream';
};

/** Begins like an object or a list. A number or a word alone is as likely a text that happens to be JSON too. */
const looksLikeJson = (bytes: Uint8Array): boolean => {
  let at = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  while (at < bytes.length && [0x20, 0x09, 0x0a, 0x0d].includes(bytes[at] ?? 0)) at++;
  return bytes[at] === 0x7b || bytes[at] === 0x5b;
};

const kindWithoutType = (bytes: Uint8Array, expected: BodyKind | undefined): BodyKind => {
  if (expected === 'binary' || expected === 'form') return expected;
  return isUtf8(bytes) ? 'text' : 'binary';
};

const isUtf8 = (bytes: Uint8Array): boolean => {
  try {
    return !new TextDecoder('utf-8', { fatal: true }).decode(bytes).includes('\0');
  } catch {
    return false;
  }
};

/** An unknown charset is read as UTF-8: most often it is a misspelt name of it. */
export const decodeText = (bytes: Uint8Array, charset: string | undefined): string => {
  try {
    return new TextDecoder(charset ?? 'utf-8').decode(bytes);
  } catch {
    return new TextDecoder('utf-8').decode(bytes);
  }
};

const deepest = 200;

const parse = (text: string): Decoded => {
  if (text.trim() === '') return { kind: 'empty' };
  if (isTooDeep(text)) return { kind: 'broken', reason: `it is nested more than ${deepest} levels deep` };
  try {
    return { kind: 'json', value: parseJson(text) };
  } catch {
    // The parser's own words quote the body, which may hold secrets.
    return { kind: 'broken', reason: 'it is cut off or malformed' };
  }
};

/** Whoever writes the value again would overflow the stack. Looked for before anything is parsed. */
const isTooDeep = (text: string): boolean => {
  if (text.length <= deepest) return false;
  let depth = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const c = text.charCodeAt(at);
    if (quoted) {
      if (c === 92) at++;
      else if (c === 34) quoted = false;
    } else if (c === 34) quoted = true;
    else if (c === 123 || c === 91) {
      if (++depth > deepest) return true;
    } else if (c === 125 || c === 93) depth--;
  }
  return false;
};

const formValue = (text: string): Record<string, string | string[]> => {
  const values = new Map<string, string[]>();
  for (const [name, value] of new URLSearchParams(text)) {
    const before = values.get(name);
    if (before === undefined) values.set(name, [value]);
    else before.push(value);
  }
  return Object.fromEntries(
    [...values].map(([name, all]) => [name, all.length === 1 ? (all[0] ?? '') : all]),
  );
};
