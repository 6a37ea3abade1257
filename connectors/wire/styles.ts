import type { ParameterStyle } from '../../core/connector.ts';
import { refuseArgument } from './argument-error.ts';
import { isScalar, scalarText, shapeOf, type Shape } from './plain-text.ts';

/** The style table of the OpenAPI specification (3.1.1), which is RFC 6570 and three styles more. */

export type Encode = (text: string) => string;

export interface Styled {
  readonly name: string;
  /** What the caller calls it. */
  readonly argument: string;
  readonly style: ParameterStyle;
  readonly explode: boolean;
}

export interface Encoders {
  readonly name: Encode;
  readonly value: Encode;
}

/** A name and a value, both encoded. */
export type Pair = readonly [name: string, value: string];

const delimiters: Readonly<Partial<Record<ParameterStyle, string>>> = {
  spaceDelimited: ' ',
  tabDelimited: '\t',
  pipeDelimited: '|',
};

/** For a query, a cookie or a form. Nothing for what RFC 6570 calls undefined. */
export const pairsOf = (styled: Styled, value: unknown, encode: Encoders): Pair[] => {
  if (styled.style === 'deepObject' && !isScalar(value)) {
    // The name itself may hold brackets; they are data of the document, and are encoded like all others.
    return nestedPairs(styled.name, value).map(([name, text]) => [encode.name(name), encode.value(text)]);
  }
  const shape = shapeOf(value);
  if (shape === undefined) return [];
  const name = encode.name(styled.name);
  if (shape.kind === 'scalar') return [[name, encode.value(shape.text)]];
  if (styled.explode) {
    return shape.kind === 'list'
      ? shape.items.map((item): Pair => [name, encode.value(item)])
      : shape.entries.map(([key, text]): Pair => [encode.name(key), encode.value(text)]);
  }
  const between = delimiters[styled.style];
  // These characters cannot stand in a URL, unlike the comma, which tells items apart because it is not encoded.
  const delimiter = between === undefined ? ',' : encode.value(between);
  const joining = { encode: encode.value, between: delimiter, equals: delimiter };
  checkPieces(styled, shape, joining);
  return [[name, flat(shape, joining)]];
};

/**
 * `a[b][c]=`: the specification leaves everything below the first level open. Lists of scalars are written `a[]=`,
 * lists of objects `a[0][b]=`: what Stripe, PHP and qs all read, and the first also Rails.
 */
export const nestedPairs = (name: string, value: unknown): Pair[] => {
  if (value === null || value === undefined) return [];
  if (Array.isArray(value)) {
    const scalars = value.every((item) => isScalar(item) || item === null);
    return value.flatMap((item, at) => nestedPairs(`${name}[${scalars ? '' : at}]`, item));
  }
  if (typeof value === 'object')
    return Object.entries(value).flatMap(([key, inner]) => nestedPairs(`${name}[${key}]`, inner));
  return [[name, scalarText(value)]];
};

/** For a path or a header, which hold one text: `simple`, `label` and `matrix`. */
export const textOf = (styled: Styled, value: unknown, encode: Encode): string => {
  const shape = shapeOf(value);
  if (styled.style === 'matrix') return matrix(styled, shape, encode);
  const label = styled.style === 'label';
  if (shape === undefined) return label ? '.' : '';
  const between = label && styled.explode ? '.' : ',';
  const joining = { encode, between, equals: styled.explode ? '=' : between };
  if (label) checkPieces(styled, shape, joining);
  const text = flat(shape, joining);
  return label ? `.${text}` : text;
};

const matrix = (styled: Styled, shape: Shape | undefined, encode: Encode): string => {
  const named = (name: string, text: string): string => (text === '' ? `;${name}` : `;${name}=${text}`);
  const name = encode(styled.name);
  if (shape === undefined) return `;${name}`;
  if (styled.explode && shape.kind === 'list')
    return shape.items.map((item) => named(name, encode(item))).join('');
  if (styled.explode && shape.kind === 'record')
    return shape.entries.map(([key, text]) => named(encode(key), encode(text))).join('');
  return named(name, flat(shape, { encode, between: ',', equals: ',' }));
};

interface Joining {
  readonly encode: Encode;
  readonly between: string;
  readonly equals: string;
}

/**
 * Some styles join by what encoding leaves alone, or encode their delimiter like any text: the other side would see
 * more items than were given. Headers are not looked at: there a list may hold quoted commas.
 */
const checkPieces = ({ argument, style }: Styled, shape: Shape, { encode, between }: Joining): void => {
  if (shape.kind === 'scalar') return;
  const pieces = shape.kind === 'list' ? shape.items : shape.entries.flat();
  const torn = pieces.find((piece) => encode(piece).includes(between));
  if (torn === undefined) return;
  throw refuseArgument(
    argument,
    `holds "${torn.slice(0, 40)}", and its style ${style} would tear that into several`,
  );
};

const flat = (shape: Shape, { encode, between, equals }: Joining): string => {
  if (shape.kind === 'scalar') return encode(shape.text);
  if (shape.kind === 'list') return shape.items.map(encode).join(between);
  return shape.entries.map(([key, text]) => `${encode(key)}${equals}${encode(text)}`).join(between);
};
