import { isRecord } from '../../schema-form/settle.ts';

/** A header takes plain signs only; anything else travels in base 64. */
export const headerText = (text: string): string =>
  /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/.test(text) && !text.startsWith('=?base64?')
    ? text
    : `=?base64?${btoa(String.fromCharCode(...new TextEncoder().encode(text)))}?=`;

interface Marked {
  readonly header: string;
  readonly type: unknown;
  readonly value: unknown;
}

const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const types: readonly unknown[] = ['string', 'integer', 'boolean'];

/** Arguments that `x-mcp-header` sends in headers too, so that a proxy can route by them without reading the body. */
export const headerArguments = (schema: unknown, given: unknown): Readonly<Record<string, string>> => {
  const marked = markedIn(schema, given);
  // A tool whose marks are not as the protocol has them is called without any.
  const names = new Set(marked.map(({ header }) => header.toLowerCase()));
  if (names.size < marked.length || marked.some(({ type }) => !types.includes(type))) return {};
  return Object.fromEntries(
    marked.flatMap(({ header, value }) =>
      typeof value === 'string' || typeof value === 'boolean' || Number.isSafeInteger(value)
        ? [[`Mcp-Param-${header}`, headerText(String(value))]]
        : [],
    ),
  );
};

const markedIn = (schema: unknown, given: unknown): readonly Marked[] => {
  const properties = isRecord(schema) && isRecord(schema['properties']) ? schema['properties'] : {};
  return Object.entries(properties).flatMap(([name, property]) => {
    if (!isRecord(property)) return [];
    const value = isRecord(given) ? given[name] : undefined;
    const { 'x-mcp-header': header, type } = property;
    const own =
      typeof header === 'string' && token.test(header) && typeof type === 'string'
        ? [{ header, type, value }]
        : [];
    return [...own, ...markedIn(property, value)];
  });
};
