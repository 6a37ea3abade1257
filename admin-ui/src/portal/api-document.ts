import { record, type Parameter, type Schema } from '../reference/document.ts';
import type { Schemas } from '../reference/schemas.ts';

export interface ReadAnswer {
  readonly status: string;
  readonly description: string;
  readonly type: string | null;
  readonly schema: Schema | null;
  readonly example: unknown;
}

export interface ReadOperation {
  /** For the address of its place on the page. */
  readonly id: string;
  readonly tag: string;
  readonly method: string;
  readonly path: string;
  readonly summary: string;
  readonly description: string;
  readonly deprecated: boolean;
  readonly parameters: readonly Parameter[];
  readonly body: Omit<ReadAnswer, 'status' | 'description'> | null;
  readonly answers: readonly ReadAnswer[];
}

export interface ReadApi {
  readonly version: string;
  readonly description: string;
  /** Where the paths begin. */
  readonly server: string;
  readonly operations: readonly ReadOperation[];
  readonly schemas: Schemas;
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

/** As the hub hands it out: its references lead to its components, and nowhere else. */
export const readApi = (value: unknown): ReadApi => {
  const document = record(value);
  const components = record(document['components']);
  const follow = (given: unknown): Record<string, unknown> => {
    const reference = record(given)['$ref'];
    if (typeof reference !== 'string') return record(given);
    const [section = '', name = ''] = reference.replace('#/components/', '').split('/');
    return record(record(components[section])[name.replaceAll('~1', '/').replaceAll('~0', '~')]);
  };
  const info = record(document['info']);
  return {
    version: textOf(info['version']),
    description: textOf(info['description']),
    server: textOf(record(listOf(document['servers'])[0])['url']),
    schemas: record(components['schemas']) as Schemas,
    operations: Object.entries(record(document['paths'])).flatMap(([path, item]) =>
      Object.entries(record(item)).map(([method, operation]) =>
        operationOf({ path, method, facts: record(operation) }, follow),
      ),
    ),
  };
};

type Follow = (given: unknown) => Record<string, unknown>;

const operationOf = (
  given: { readonly path: string; readonly method: string; readonly facts: Record<string, unknown> },
  follow: Follow,
): ReadOperation => {
  const { path, method, facts } = given;
  const id = textOf(facts['operationId']) || `${method} ${path}`;
  return {
    ...{ id, path, method: method.toUpperCase(), deprecated: facts['deprecated'] === true },
    tag: textOf(listOf(facts['tags'])[0]),
    summary: textOf(facts['summary']) || id,
    description: textOf(facts['description']),
    parameters: listOf(facts['parameters']).map((parameter) => parameterOf(follow(parameter))),
    body: facts['requestBody'] === undefined ? null : contentOf(follow(facts['requestBody']), follow),
    answers: Object.entries(record(facts['responses'])).map(([status, response]) => {
      const held = follow(response);
      return { status, description: textOf(held['description']), ...contentOf(held, follow) };
    }),
  };
};

const parameterOf = (facts: Record<string, unknown>): Parameter => ({
  name: textOf(facts['name']),
  in: textOf(facts['in']) || 'query',
  required: facts['required'] === true,
  description: textOf(facts['description']) || undefined,
  schema: withExample(
    record(facts['schema'] ?? record(Object.values(record(facts['content']))[0])['schema']),
    facts['example'],
  ),
});

const withExample = (schema: Schema, example: unknown): Schema =>
  example === undefined ? schema : { ...schema, example };

/** JSON where there is a choice. */
const contentOf = (
  holder: Record<string, unknown>,
  follow: Follow,
): { type: string | null; schema: Schema | null; example: unknown } => {
  const contents = Object.entries(record(holder['content']));
  const [type, media] = contents.find(([name]) => /[/+]json/.test(name)) ?? contents[0] ?? [];
  if (type === undefined) return { type: null, schema: null, example: undefined };
  const facts = record(media);
  const [named] = Object.values(record(facts['examples']));
  return {
    type,
    schema: facts['schema'] === undefined ? null : record(facts['schema']),
    example: facts['example'] ?? (named === undefined ? undefined : follow(named)['value']),
  };
};

export const findsWords = (operation: ReadOperation, words: string): boolean => {
  const { id, summary, method, path, description, tag } = operation;
  const held = [id, summary, method, path, description, tag].join(' ').toLowerCase();
  return words
    .toLowerCase()
    .split(/\s+/)
    .every((word) => held.includes(word));
};
