/** As much of an OpenAPI 3.1 document as the reference shows. What does not fit is left out, never an error. */
export type Schema = Readonly<Record<string, unknown>>;

export interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required: boolean;
  readonly description: string | undefined;
  readonly schema: Schema;
}

export interface ApiOperation {
  readonly id: string;
  readonly tag: string;
  readonly method: string;
  readonly path: string;
  readonly summary: string;
  readonly description: string | undefined;
  readonly permission: string | undefined;
  readonly open: boolean;
  readonly parameters: readonly Parameter[];
  readonly body: Schema | null;
  readonly output: Schema | null;
}

export interface ApiDocument {
  readonly title: string;
  readonly version: string;
  readonly description: string | undefined;
  readonly operations: readonly ApiOperation[];
  readonly schemas: Readonly<Record<string, Schema>>;
}

const methods = ['get', 'post', 'put', 'patch', 'delete'];

export const record = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};
const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

const jsonSchemaOf = (holder: unknown): Schema | null => {
  const schema = record(record(record(holder)['content'])['application/json'])['schema'];
  return schema === undefined ? null : record(schema);
};

const parameterOf = (value: unknown): Parameter => {
  const facts = record(value);
  return {
    name: text(facts['name']) ?? '',
    in: text(facts['in']) ?? 'query',
    required: facts['required'] === true,
    description: text(facts['description']),
    schema: record(facts['schema']),
  };
};

const operationOf = (path: string, method: string, value: unknown): ApiOperation => {
  const facts = record(value);
  const success = Object.entries(record(facts['responses'])).find(([status]) => status.startsWith('2'))?.[1];
  const id = text(facts['operationId']) ?? `${method} ${path}`;
  return {
    id,
    tag: text(list(facts['tags'])[0]) ?? id.split('.')[0] ?? '',
    method: method.toUpperCase(),
    path,
    summary: text(facts['summary']) ?? id,
    description: text(facts['description']),
    permission: text(facts['x-permission']),
    open: Array.isArray(facts['security']) && facts['security'].length === 0,
    parameters: list(facts['parameters']).map(parameterOf),
    body: jsonSchemaOf(facts['requestBody']),
    output: jsonSchemaOf(success),
  };
};

export const readDocument = (value: unknown): ApiDocument => {
  const document = record(value);
  const info = record(document['info']);
  const operations = Object.entries(record(document['paths'])).flatMap(([path, item]) =>
    Object.entries(record(item))
      .filter(([method]) => methods.includes(method))
      .map(([method, operation]) => operationOf(path, method, operation)),
  );
  return {
    title: text(info['title']) ?? 'API',
    version: text(info['version']) ?? '',
    description: text(info['description']),
    operations,
    schemas: record(record(document['components'])['schemas']) as Readonly<Record<string, Schema>>,
  };
};

export const matchesWords = (operation: ApiOperation, words: string): boolean => {
  const held = `${operation.id} ${operation.summary} ${operation.method} ${operation.path}`.toLowerCase();
  return words
    .toLowerCase()
    .split(/\s+/)
    .every((word) => held.includes(word));
};
