import { isHubError } from '../core/errors.ts';
import { headerArguments } from '../mcp-servers/serve/headers.ts';

/** What a bridge has to say by itself: the headers that HTTP wants, and why there is no answer. */

export type Id = string | number;
export type Fields = Readonly<Record<string, unknown>>;

export interface Message {
  readonly id?: Id;
  readonly method?: string;
  readonly params?: Fields & { readonly _meta?: Fields };
}

export const standardHeaders = ({ method = '', params = {} }: Message): Readonly<Record<string, string>> => {
  const name = method === 'resources/read' ? params['uri'] : params['name'];
  const named = ['tools/call', 'prompts/get', 'resources/read'].includes(method) && typeof name === 'string';
  return { 'mcp-method': method, ...(named ? { 'mcp-name': headerText(name) } : {}) };
};

export const headersFor = (schema: unknown, args: unknown): Readonly<Record<string, string>> => {
  const headers: Record<string, string> = {};
  for (const { header, path } of headerArguments(schema)) {
    const value = path.reduce<unknown>((at, key) => (at as Fields | null | undefined)?.[key], args);
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
      headers[`mcp-param-${header.toLowerCase()}`] = headerText(String(value));
  }
  return headers;
};

/** What is no plain text of ASCII travels in base 64. */
const headerText = (text: string): string =>
  /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/.test(text) && !text.startsWith('=?base64?')
    ? text
    : `=?base64?${Buffer.from(text).toString('base64')}?=`;

/** What the hub says against a request, for the request's id: what was refused early names none. */
export const refusalFor = (id: Id, status: number, text: string): object => {
  try {
    const { error } = JSON.parse(text) as { readonly error?: object };
    if (typeof error === 'object') return { jsonrpc: '2.0', id, error };
  } catch {
    // No hub answers so: the status says the most.
  }
  return {
    jsonrpc: '2.0',
    id,
    error: { code: -32000, message: `The hub answered ${status}: ${text.slice(0, 200)}` },
  };
};

export const unreachable = (id: Id, error: unknown): object => {
  const message = isHubError(error) ? error.message : 'The hub could not be reached.';
  return { jsonrpc: '2.0', id, error: { code: -32000, message } };
};
