/** What values look like as text: JSON's scalars without quotes, numbers without an exponent. */
export const plainText = (value: string | number | boolean): string =>
  typeof value === 'number' ? plainNumber(value) : String(value);

/** `1e21` and `1e-7` are no numbers to many readers of a query. */
const plainNumber = (value: number): string => {
  const text = Object.is(value, -0) ? '0' : String(value);
  const parts = /^(-?)(\d)(?:\.(\d+))?e([+-]\d+)$/.exec(text);
  if (parts === null) return text;
  const [, sign = '', first = '', rest = '', exponent = '0'] = parts;
  const digits = first + rest;
  const point = 1 + Number(exponent);
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`;
  return `${sign}${digits.padEnd(point, '0')}`;
};

export type Shape =
  | { readonly kind: 'scalar'; readonly text: string }
  | { readonly kind: 'list'; readonly items: readonly string[] }
  | { readonly kind: 'record'; readonly entries: readonly (readonly [string, string])[] };

/**
 * The value as the style table knows it: a scalar, a list or a record of scalars. What is nested deeper than the table
 * goes is written as JSON. Nothing for `null` and for what is empty: RFC 6570 calls those undefined, and sends nothing.
 */
export const shapeOf = (value: unknown): Shape | undefined => {
  if (value === null || value === undefined) return undefined;
  if (Array.isArray(value)) {
    const items = value.map(memberText).filter((text) => text !== undefined);
    return items.length === 0 ? undefined : { kind: 'list', items };
  }
  if (typeof value === 'object') {
    const entries: [string, string][] = [];
    for (const [name, inner] of Object.entries(value)) {
      const text = memberText(inner);
      if (text !== undefined) entries.push([name, text]);
    }
    return entries.length === 0 ? undefined : { kind: 'record', entries };
  }
  return { kind: 'scalar', text: scalarText(value) };
};

export const isScalar = (value: unknown): value is string | number | boolean =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';

const memberText = (value: unknown): string | undefined =>
  value === null || value === undefined ? undefined : scalarText(value);

export const scalarText = (value: unknown): string =>
  isScalar(value) ? plainText(value) : JSON.stringify(value);
