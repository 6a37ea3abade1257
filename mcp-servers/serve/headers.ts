import type { IncomingHttpHeaders } from 'node:http';
import type { Failure, Message } from '../sdk/server.ts';
import { codes } from './failure.ts';
import type { Values } from './offer.ts';

/** Headers of the stateless era say again what stands in the body, for proxies. What they say is never believed: it has to agree. */

const named: Readonly<Record<string, string>> = {
  'tools/call': 'name',
  'prompts/get': 'name',
  'resources/read': 'uri',
};

/** Undefined when all is well. The version and the method were compared already, where they were sent. */
export const wrongHeader = (headers: IncomingHttpHeaders, message: Message): Failure | undefined => {
  if (headers['mcp-protocol-version'] === undefined) return missing('MCP-Protocol-Version');
  if (headers['mcp-method'] === undefined) return missing('Mcp-Method');
  const field = Object.hasOwn(named, message.method ?? '') ? named[message.method ?? ''] : undefined;
  if (field === undefined) return undefined;
  const value = message.params?.[field];
  const header = headers['mcp-name'];
  if (typeof header !== 'string') return typeof value === 'string' ? missing('Mcp-Name') : undefined;
  const said = decodeHeader(header.trim());
  if (said === undefined) return wrong('Mcp-Name', 'is not valid base 64');
  return typeof value === 'string' && said !== value
    ? wrong('Mcp-Name', `says "${said}", and params.${field} "${value}"`)
    : undefined;
};

/** An argument of a tool that has to stand in a header too. */
export interface HeaderArgument {
  /** As its schema has it. */
  readonly header: string;
  readonly path: readonly string[];
  readonly type: string;
}

export const wrongArgumentHeader = (
  headers: IncomingHttpHeaders,
  given: readonly HeaderArgument[],
  args: unknown,
): Failure | undefined => {
  for (const { header, path, type } of given) {
    const value = path.reduce<unknown>((at, key) => (at as Values | null | undefined)?.[key], args);
    if (typeof value !== 'string' && typeof value !== 'boolean' && !Number.isSafeInteger(value)) continue;
    const name = `Mcp-Param-${header}`;
    const text = headers[name.toLowerCase()];
    if (typeof text !== 'string') return missing(name);
    const said = decodeHeader(text);
    if (said === undefined) return wrong(name, 'is not valid base 64');
    const same =
      type === 'integer' && /^-?\d+(\.\d+)?$/.test(said) ? Number(said) === value : said === String(value);
    if (!same)
      return wrong(name, `says "${said}", and the argument ${path.join('.')} ${JSON.stringify(value)}`);
  }
  return undefined;
};

const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;

/** Of an input schema, by `x-mcp-header`; where one is not as the protocol says, the tool is called without any. */
export const headerArguments = (schema: unknown): readonly HeaderArgument[] => {
  const found: HeaderArgument[] = [];
  // Nearly no schema has one: its text tells at less cost than a walk.
  if (!JSON.stringify(schema ?? null).includes('"x-mcp-header"')) return found;
  const walk = (node: unknown, path: readonly string[]): void => {
    const { properties } = (node ?? {}) as { readonly properties?: Readonly<Record<string, Values>> };
    for (const [key, property] of Object.entries(properties ?? {})) {
      const { 'x-mcp-header': header, type } = property;
      if (typeof header === 'string' && token.test(header) && typeof type === 'string')
        found.push({ header, path: [...path, key], type });
      walk(property, [...path, key]);
    }
  };
  walk(schema, []);
  const names = new Set(found.map(({ header }) => header.toLowerCase()));
  const fine = found.every(({ type }) => ['string', 'integer', 'boolean'].includes(type));
  return fine && names.size === found.length ? found : [];
};

const decodeHeader = (text: string): string | undefined => {
  if (!text.startsWith('=?base64?') || !text.endsWith('?=')) return text;
  const encoded = text.slice(9, -2);
  if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(encoded)) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(encoded, 'base64'));
  } catch {
    return undefined;
  }
};

const missing = (header: string): Failure => ({
  code: codes.headers,
  message: `The header ${header} is missing; it must say what the body says.`,
});

const wrong = (header: string, how: string): Failure => ({
  code: codes.headers,
  message: `The header ${header} ${how}.`.slice(0, 400),
});
