import { z } from 'zod';
import { errorTable } from '../core/errors.ts';
import type { HubOperation } from '../platform/invoke/context.ts';

interface ObjectSchema {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Record<string, unknown>>>;
  readonly required?: readonly string[];
}

const problemSchema = {
  type: 'object',
  required: ['type', 'title', 'status', 'code', 'detail', 'requestId'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    code: { type: 'string', enum: Object.keys(errorTable) },
    detail: { type: 'string' },
    requestId: { type: 'string' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        required: ['path', 'message'],
        properties: { path: { type: 'string' }, message: { type: 'string' } },
      },
    },
  },
};

const problemResponse = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
});

/** The hub's own OpenAPI document: nothing in it is written by hand, all of it comes from the operations. */
export const openApiDocument = (
  operations: readonly HubOperation[],
  version: string,
): Record<string, unknown> => {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const operation of operations) {
    const at = (paths[operation.http.path] ??= {});
    at[operation.http.method.toLowerCase()] = describe(operation);
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'App Connect',
      version,
      description:
        'Every operation of the hub. Lists page by `cursor`; errors are problem+json with a stable `code`; every write takes an `Idempotency-Key`.',
    },
    servers: [{ url: '/' }],
    tags: [...new Set(operations.map(tagOf))].sort().map((name) => ({ name })),
    paths,
    components: {
      schemas: { Problem: problemSchema },
      securitySchemes: {
        apiKey: {
          type: 'http',
          scheme: 'bearer',
          description: 'An API key of a space: `Authorization: Bearer hub_…`.',
        },
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: 'hub_session',
          description: 'The session of a signed-in person.',
        },
      },
    },
  };
};

const tagOf = (operation: HubOperation): string => operation.name.split('.')[0] ?? operation.name;

const jsonSchema = (schema: z.ZodType, io: 'input' | 'output'): Record<string, unknown> => {
  const made: Record<string, unknown> = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  // The document as a whole says which dialect it speaks.
  delete made['$schema'];
  return made;
};

const describe = (operation: HubOperation): Record<string, unknown> => {
  const { http, access, hints } = operation;
  const input = jsonSchema(operation.input, 'input') as ObjectSchema;
  const inPath = new Set([...http.path.matchAll(/\{(\w+)\}/g)].map((match) => match[1] as string));
  const bodyless = http.method === 'GET' || http.method === 'DELETE';
  const required = new Set(input.required ?? []);
  const properties = Object.entries(input.properties ?? {});
  const isQuery = (name: string) => !inPath.has(name) && (bodyless || http.query.includes(name));
  const parameters = properties
    .filter(([name]) => inPath.has(name) || isQuery(name))
    .map(([name, schema]) => ({
      name,
      in: inPath.has(name) ? 'path' : 'query',
      required: inPath.has(name) || required.has(name),
      ...(typeof schema['description'] === 'string' ? { description: schema['description'] } : {}),
      schema,
    }));
  const body = properties.filter(([name]) => !inPath.has(name) && !isQuery(name));
  return {
    operationId: operation.name,
    tags: [tagOf(operation)],
    summary: operation.summary,
    ...(operation.description === undefined ? {} : { description: operation.description }),
    parameters: [...parameters, ...headersOf(operation)],
    ...(body.length === 0
      ? {}
      : {
          requestBody: {
            required: body.some(([name]) => required.has(name)),
            content: {
              'application/json': {
                schema: {
                  type: 'object',
                  properties: Object.fromEntries(body),
                  required: body.map(([name]) => name).filter((name) => required.has(name)),
                  additionalProperties: false,
                },
              },
            },
          },
        }),
    responses: {
      [String(http.status)]: {
        description: 'Done.',
        content: http.file
          ? { '*/*': { schema: { type: 'string', format: 'binary' } } }
          : http.streams === undefined
            ? { 'application/json': { schema: jsonSchema(operation.output, 'output') } }
            : { 'application/x-ndjson': { schema: jsonSchema(http.streams, 'output') } },
      },
      default: problemResponse('What went wrong, with a stable code and the places.'),
    },
    security:
      access === 'anyone' ? [] : access === 'user' ? [{ session: [] }] : [{ apiKey: [] }, { session: [] }],
    ...(access === 'anyone' || access === 'user' ? {} : { 'x-permission': access }),
    'x-hints': hints,
  };
};

const headersOf = (operation: HubOperation): Record<string, unknown>[] => {
  const headers: Record<string, unknown>[] = [];
  if (operation.access !== 'anyone' && operation.access !== 'user') {
    headers.push({
      name: 'Hub-Space',
      in: 'header',
      required: false,
      description: 'The space of the call, by its short name; an API key has its own.',
      schema: { type: 'string' },
    });
  }
  if (operation.hints.readOnly !== true && operation.http.streams === undefined) {
    headers.push({
      name: 'Idempotency-Key',
      in: 'header',
      required: false,
      description: 'The same request with the same key is carried out once; kept for 72 hours.',
      schema: { type: 'string', maxLength: 200 },
    });
  }
  return headers;
};
