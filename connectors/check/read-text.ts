import type { ParameterStyle } from '../../core/connector.ts';
import { readMember, readScalar, type TextShape } from './text-shape.ts';
import { Unreadable } from './unreadable.ts';

/** What `styles.ts` of the wire writes, read again: each style takes apart first and decodes then. */

export type Decode = (raw: string) => string;

export interface Joined {
  readonly between: string | RegExp;
  /** Between a name and its value; where there is none, names and values take turns. */
  readonly equals?: '=';
  readonly decode: Decode;
}

/** A scalar, a list or a record in one text. */
export const readJoined = (shape: TextShape, raw: string, joined: Joined): unknown => {
  const { list, record, scalars } = shape;
  if (list === undefined && record === undefined) return readScalar(shape, joined.decode(raw));
  const pieces = raw.split(joined.between);
  if (scalars.size > 0 && pieces.length === 1 && joined.equals === undefined) {
    const value = readScalar(shape, joined.decode(raw));
    // One item of a list, unless it can be a scalar by itself.
    if (list === undefined || typeof value !== 'string' || scalars.has('string')) return value;
  }
  if (record !== undefined && (list === undefined || looksLikeRecord(pieces, joined)))
    return readRecord(shape, pieces, joined);
  return readList(shape, raw === '' ? emptyList(shape) : pieces, joined.decode);
};

const looksLikeRecord = (pieces: readonly string[], { equals }: Joined): boolean =>
  equals !== undefined && pieces.every((piece) => piece.includes(equals));

/** Nothing between the delimiters is one empty text, where the items are texts, and no item otherwise. */
const emptyList = ({ list }: TextShape): readonly string[] => {
  const items = list?.().scalars;
  return items === undefined || items.size === 0 || items.has('string') ? [''] : [];
};

export const readList = ({ list }: TextShape, pieces: readonly string[], decode: Decode): unknown[] => {
  const items = list?.();
  return pieces.map((piece) => (items === undefined ? decode(piece) : readMember(items, decode(piece))));
};

const readRecord = ({ record }: TextShape, pieces: readonly string[], { equals, decode }: Joined): object => {
  if (pieces.length === 1 && pieces[0] === '') return {};
  const entries = new Map<string, unknown>();
  const add = (rawName: string, raw: string): void => {
    const name = decode(rawName);
    if (entries.has(name)) throw new Unreadable(`holds "${name.slice(0, 40)}" twice`);
    const text = decode(raw);
    entries.set(name, record === undefined ? text : readMember(record.of(name), text));
  };
  if (equals !== undefined) for (const piece of pieces) add(...halves(piece));
  else if (pieces.length % 2 !== 0) throw new Unreadable('holds a name without a value');
  else for (let at = 0; at < pieces.length; at += 2) add(pieces[at] ?? '', pieces[at + 1] ?? '');
  return Object.fromEntries(entries);
};

export const halves = (piece: string): [name: string, value: string] => {
  const at = piece.indexOf('=');
  return at < 0 ? [piece, ''] : [piece.slice(0, at), piece.slice(at + 1)];
};

export interface TextStyle {
  readonly name: string;
  readonly style: ParameterStyle;
  readonly explode: boolean;
}

/** Of a path or a header, which hold one text: `simple`, `label` and `matrix`. */
export const readStyled = ({ name, style, explode }: TextStyle, shape: TextShape, from: RawText): unknown => {
  const { raw, decode } = from;
  if (style === 'matrix') return readMatrix({ name, explode }, shape, from);
  const label = style === 'label';
  if (label && !raw.startsWith('.')) throw new Unreadable('has to begin with a dot');
  const joined = {
    between: label && explode ? '.' : ',',
    ...(explode ? { equals: '=' as const } : {}),
    decode,
  };
  return readJoined(shape, label ? raw.slice(1) : raw, joined);
};

export interface RawText {
  readonly raw: string;
  readonly decode: Decode;
}

const readMatrix = (
  { name, explode }: Pick<TextStyle, 'name' | 'explode'>,
  shape: TextShape,
  { raw, decode }: RawText,
): unknown => {
  if (!raw.startsWith(';')) throw new Unreadable('has to begin with a semicolon');
  const pieces = raw.slice(1).split(';');
  if (explode && shape.record !== undefined && !pieces.every((piece) => decode(halves(piece)[0]) === name))
    return readRecord(shape, pieces, { between: ';', equals: '=', decode });
  const values = pieces.map((piece) => {
    const [given, value] = halves(piece);
    if (decode(given) !== name) throw new Unreadable(`has to be written as ";${name.slice(0, 40)}=…"`);
    return value;
  });
  if (explode && shape.list !== undefined && (values.length > 1 || shape.scalars.size === 0))
    return readList(shape, values, decode);
  if (values.length > 1) throw new Unreadable('is given more than once');
  return readJoined(shape, values[0] ?? '', { between: ',', decode });
};
