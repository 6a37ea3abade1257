import { isHubError } from '../../../core/errors.ts';
import { isJsonType, kindOfType, readMediaType } from '../../../core/media-type.ts';
import type { EgressAnswer } from '../../../platform/egress/answer.ts';
import { checkJsonShape } from '../../../platform/json-shape.ts';
import { parseJson } from '../../../platform/parse-json.ts';

/** An answer with its body. */
export interface Received {
  readonly status: number;
  readonly headers: EgressAnswer['headers'];
  readonly bytes: Buffer;
}

export type Content =
  | { readonly kind: 'value'; readonly value: unknown }
  /** It says that it is JSON, and is not. */
  | { readonly kind: 'broken'; readonly reason: string };

/** Of several the first. */
export const headerOf = ({ headers }: Pick<Received, 'headers'>, name: string): string | undefined => {
  const value = headers[name];
  return typeof value === 'string' || value === undefined ? value : value[0];
};

/** JSON read, a text as a text, everything else in base64, as the DSL has it; `null` for nothing. */
export const contentOf = (received: Received): Content => {
  const { bytes } = received;
  if (bytes.length === 0) return { kind: 'value', value: null };
  const { type, charset } = readMediaType(headerOf(received, 'content-type'));
  if (isJsonType(type)) return readJson(textOf(bytes, charset));
  const kind = type === '' && isText(bytes) ? 'text' : kindOfType(type);
  return { kind: 'value', value: kind === 'binary' ? bytes.toString('base64') : textOf(bytes, charset) };
};

/** Whoever walks a value that is nested deeper runs out of stack. */
const limits = { depth: 200, keys: Infinity };

export const readJson = (text: string): Content => {
  try {
    if (text.length > limits.depth) checkJsonShape(text, limits);
    return { kind: 'value', value: parseJson(text) };
  } catch (error) {
    // The parser's own words quote the body, which may hold secrets.
    const reason = isHubError(error) ? 'it is nested too deeply' : 'it is cut off or malformed';
    return text.trim() === '' ? { kind: 'value', value: null } : { kind: 'broken', reason };
  }
};

const textOf = (bytes: Buffer, charset: string | undefined): string => {
  if (charset === undefined || charset === 'utf-8' || charset === 'utf8')
    return withoutMark(bytes.toString('utf8'));
  try {
    return new TextDecoder(charset).decode(bytes);
  } catch {
    // Most often a misspelt name of it.
    return withoutMark(bytes.toString('utf8'));
  }
};

const withoutMark = (text: string): string => (text.charCodeAt(0) === 0xfeff ? text.slice(1) : text);

const isText = (bytes: Buffer): boolean => {
  try {
    return !new TextDecoder('utf-8', { fatal: true }).decode(bytes).includes('\0');
  } catch {
    return false;
  }
};
