import type { JsonSchema } from '../../core/connector.ts';
import { openIndex } from '../../mcp-servers/search/open-index.ts';
import type { FindableTool } from '../../mcp-servers/search/search-tools.ts';

/** Tools to search, said in a few words: `GET /users/{id}` and what it does. */

export interface ToolWish {
  readonly call: string;
  readonly title: string;
  readonly name?: string;
  readonly description?: string;
  readonly group?: string;
  readonly takes?: Readonly<Record<string, JsonSchema>>;
  readonly answers?: Readonly<Record<string, JsonSchema>>;
}

export const searched = (wish: ToolWish): FindableTool => {
  const { call, title, description = '', group = 'shop', takes = {}, answers = {} } = wish;
  const [method = 'GET', path = '/'] = call.split(' ');
  const name = wish.name ?? `${method.toLowerCase()}${path.replace(/[^a-z]+/gi, '_')}`;
  const inPath = [...path.matchAll(/\{([^}]+)\}/g)].map(([, argument]) => argument ?? '');
  const input = {
    type: 'object',
    properties: { ...Object.fromEntries(inPath.map((argument) => [argument, { type: 'string' }])), ...takes },
    required: inPath,
  };
  return {
    ...{ name, title, description, group, tags: [], definitions: {}, input },
    output: { type: 'object', properties: answers },
    hints: { readOnly: method === 'GET', destructive: method === 'DELETE' },
    route: { method, path },
    definition: () => ({ name, description: title, inputSchema: input }),
  };
};

/** The calls that a search finds, the best first. */
export const finder = (tools: readonly FindableTool[]) => {
  const index = openIndex(tools);
  return (query: string, options: { limit?: number; group?: string } = {}): string[] =>
    index
      .search(query, { limit: 3, ...options })
      .map(({ at }) => `${tools[at]?.route?.method ?? ''} ${tools[at]?.route?.path ?? ''}`);
};
