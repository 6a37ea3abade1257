import { expect, test } from '@jest/globals';
import { imported, importedOne, named, only, problemsOf, propertiesOf } from '../setup/imports.ts';
import { verifies } from '../setup/verifies.ts';

const json = (schema: unknown) => ({ content: { 'application/json': { schema } } });

verifies('connectors.import.versions', 'a version is read by what it means, however it is written', () => {
  const format = (said: object) => imported({ paths: {}, ...said }).format;
  // YAML makes numbers of these.
  expect(format({ swagger: 2 })).toBe('swagger 2.0');
  expect(format({ openapi: 3 })).toBe('openapi 3.0');
  expect(format({ openapi: 3.1 })).toBe('openapi 3.1');
  expect(format({ openapi: '3.0.4-rc1 and more words of no use' })).toBe('openapi 3.0.4');
  expect(format({ openapi: '3.2.0' })).toBe('openapi 3.2.0');
  for (const openapi of ['4.0.0', '1.2', '30.1.0', '2.0', {}])
    expect(() => imported({ openapi, paths: {} })).toThrow(
      expect.objectContaining({ code: 'import_failed' }),
    );
  expect(() => imported({ asyncapi: '3.0.0', openapi: '' })).toThrow(/"asyncapi"/);
});

verifies('connectors.import.versions', '3.2: the query method, and methods of no name', () => {
  const plan = imported({
    openapi: '3.2.0',
    paths: {
      '/search': {
        query: {
          operationId: 'search',
          requestBody: { required: true, ...json({ type: 'object', properties: { q: { type: 'string' } } }) },
          responses: {},
        },
        additionalOperations: {
          COPY: { operationId: 'copy', responses: {} },
          'NOT OK': { operationId: 'no', responses: {} },
          LINK: 'nothing',
        },
      },
    },
  });
  expect(named(plan, 'search')).toMatchObject({
    method: 'QUERY',
    hints: { readOnly: true, idempotent: true },
    body: { kind: 'json' },
  });
  expect(named(plan, 'copy')).toMatchObject({ method: 'COPY', hints: { readOnly: false } });
  expect(plan.skipped).toEqual([
    {
      method: 'NOT OK',
      path: '/search',
      place: '#/paths/~1search/additionalOperations/NOT OK',
      reason: '"NOT OK" is no HTTP method',
    },
    {
      method: 'LINK',
      path: '/search',
      place: '#/paths/~1search/additionalOperations/LINK',
      reason: 'the operation is no object',
    },
  ]);
});

verifies('connectors.import.versions', '3.1: path items by reference, with words of their own beside', () => {
  const plan = imported({
    paths: {
      '/a/{id}': {
        $ref: '#/components/pathItems/Item',
        parameters: [{ name: 'v', in: 'query', schema: {} }],
      },
    },
    components: {
      pathItems: {
        Item: {
          parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'integer' } }],
          get: { responses: {} },
        },
      },
    },
  });
  expect(only(plan).parameters.map(({ name }) => name)).toEqual(['v', 'id']);
});

verifies(
  'connectors.import.isolation',
  'each broken operation is skipped where it stands, and the others work',
  () => {
    const plan = imported({
      paths: {
        '/good': { get: { responses: {} } },
        '/a': {
          get: { parameters: [{ $ref: '#/components/parameters/gone' }], responses: {} },
          post: { responses: {} },
        },
        '/b': { put: { requestBody: { $ref: '#/components/requestBodies/gone' } } },
        '/c': { $ref: 'other.yaml#/c' },
        '/d': { get: 'nothing', post: null, delete: [] },
        '/e': { get: { parameters: [{ $ref: '#/components/parameters/round' }] } },
        '/f\u0000g': { get: { responses: {} } },
        '/h': { get: { operationId: 'first', responses: {} }, GET: { operationId: 'second', responses: {} } },
        'x-note': { get: {} },
      },
      components: {
        parameters: {
          round: { $ref: '#/components/parameters/about' },
          about: { $ref: '#/components/parameters/round' },
        },
      },
    });
    expect(plan.operations.map(({ name }) => name)).toEqual(['get_good', 'post_a', 'first']);
    expect(plan.skipped.map(({ method, place, reason }) => [method, place, reason])).toEqual([
      ['*', '#/paths/~1c', '"other.yaml#/c" stands in another file, which is not here'],
      ['GET', '#/paths/~1d/get', 'the operation is no object'],
      ['DELETE', '#/paths/~1d/delete', 'the operation is no object'],
      [
        'GET',
        expect.stringContaining('#/paths/~1f') as unknown,
        'the path holds a character that no address can hold',
      ],
      ['GET', '#/paths/~1h/GET', 'the path has this method twice'],
      ['GET', '#/paths/~1a/get', '"#/components/parameters/gone" leads to nothing'],
      ['PUT', '#/paths/~1b/put', '"#/components/requestBodies/gone" leads to nothing'],
      ['GET', '#/paths/~1e/get', 'references that only lead to each other'],
    ]);
  },
);

verifies(
  'connectors.import.isolation',
  'a path that lies about its parameters is called all the same',
  () => {
    const { operation } = importedOne({
      path: '/a/{id}/{other}#tail',
      parameters: [
        { name: 'id', in: 'path', schema: { type: 'integer' } },
        { name: 'nowhere', in: 'path', required: true, schema: {} },
        { name: 'odd', in: 'body-ish', schema: {} },
        { name: 'Authorization', in: 'header', schema: {} },
        { in: 'query', schema: {} },
        null,
      ],
      responses: {},
    });
    expect(operation.path).toBe('/a/{id}/{other}');
    expect(operation.parameters.map(({ name, in: place, required }) => [name, place, required])).toEqual([
      ['id', 'path', true],
      ['other', 'path', true],
    ]);
    expect(operation.notes).toHaveLength(4);
  },
);

test('the parameter of an operation takes the place of the one of its path', () => {
  const plan = imported({
    paths: {
      '/a': {
        parameters: [
          { name: 'n', in: 'query', schema: { type: 'string' } },
          { name: 'n', in: 'header', schema: {} },
        ],
        get: {
          parameters: [{ name: 'n', in: 'query', required: true, schema: { type: 'integer' } }],
          responses: {},
        },
      },
    },
  });
  const { input, parameters } = only(plan);
  expect(parameters).toHaveLength(2);
  expect(propertiesOf(input)['n']).toEqual({ type: 'integer' });
  expect(problemsOf(plan, input, {})).toEqual(['/n is required']);
});

test('values that leave no choice are sent when they are left out', () => {
  const { operation } = importedOne({
    parameters: [
      { name: 'version', in: 'header', required: true, schema: { type: 'string', enum: ['2'] } },
      { name: 'kind', in: 'query', required: true, schema: { const: 'x' } },
      { name: 'limit', in: 'query', required: true, schema: { type: 'integer', default: 10 } },
      { name: 'must', in: 'query', required: true, schema: { type: 'string' } },
    ],
    responses: {},
  });
  expect(operation.parameters.map(({ name, fallback }) => [name, fallback])).toEqual([
    ['version', '2'],
    ['kind', 'x'],
    ['limit', 10],
    ['must', undefined],
  ]);
  expect(operation.input).toMatchObject({ required: ['must'] });
});

test('the output is what a good answer holds, and nothing where a good answer is empty', () => {
  const outputOf = (responses: object) => importedOne({ responses }).operation.output;
  const failure = { description: '', ...json({ type: 'object', properties: { error: {} } }) };
  const good = { description: '', ...json({ type: 'string' }) };
  expect(outputOf({ 201: good, default: failure })).toEqual({ type: 'string' });
  expect(outputOf({ 204: { description: '' }, 200: good })).toEqual({ type: 'string' });
  expect(outputOf({ default: good })).toEqual({ type: 'string' });
  expect(outputOf({ 204: { description: 'nothing' }, default: failure })).toBeUndefined();
  expect(outputOf({ '2xx': good, 404: failure })).toEqual({ type: 'string' });
  expect(outputOf({ 404: failure })).toBeUndefined();
});

test('examples are kept for the mock, by reference too, unless they are large', () => {
  const contentOf = (media: object) =>
    importedOne(
      { responses: { 200: { description: '', content: { 'application/json': media } } } },
      { components: { examples: { e: { value: { a: 1 } } } } },
    ).operation.responses[0]?.contents[0];
  expect(contentOf({ examples: { one: { $ref: '#/components/examples/e' } } })).toMatchObject({
    example: { a: 1 },
  });
  expect(contentOf({ example: false })).toMatchObject({ example: false });
  expect(contentOf({ example: 'x'.repeat(30_000) })).not.toHaveProperty('example');
});

verifies(
  'connectors.import.hints',
  'servers: of the document, of a path, of an operation, relative and with variables',
  () => {
    const paths = {
      '/a': { get: { operationId: 'a', responses: {} } },
      '/b': {
        servers: [{ url: 'https://b.example/' }],
        get: { operationId: 'b', responses: {} },
        put: { operationId: 'c', servers: [{ url: '/v3' }], responses: {} },
      },
    };
    const servers = [
      { url: '../v1/' },
      { url: '//cdn.example/x' },
      {
        url: 'https://{sub}.example/{base}',
        variables: { sub: { default: 'a', enum: ['a', 'b'] }, base: { default: 5 } },
      },
    ];
    const plan = imported({ paths, servers }, { url: 'http://docs.example/api/docs/openapi.json' });
    expect(plan.servers.map(({ url }) => url)).toEqual([
      'http://docs.example/api/v1',
      'http://cdn.example/x',
      'https://{sub}.example/{base}',
    ]);
    expect(plan.servers[2]?.variables).toEqual({
      sub: { fallback: 'a', choices: ['a', 'b'] },
      base: { fallback: '5' },
    });
    expect(named(plan, 'a').servers).toBeUndefined();
    expect(named(plan, 'b').servers?.[0]?.url).toBe('https://b.example');
    expect(named(plan, 'c').servers?.[0]?.url).toBe('http://docs.example/v3');
    expect(imported({ paths, servers }).servers.map(({ url }) => url)).toEqual([
      '../v1',
      'https://cdn.example/x',
      'https://{sub}.example/{base}',
    ]);
  },
);

verifies('connectors.import.hints', 'security: alternatives, together, none, inherited, unknown', () => {
  const plan = imported({
    security: [{ key: [] }],
    components: {
      securitySchemes: {
        key: { type: 'apiKey', in: 'header', name: 'X-Key', description: 'Ask for it' },
        bearer: { type: 'http', scheme: 'BEARER', bearerFormat: 'JWT' },
        hawk: { type: 'http', scheme: 'Hawk' },
        odd: { type: 'carrier pigeon' },
        tls: { type: 'mutualTLS' },
        oidc: {
          type: 'openIdConnect',
          openIdConnectUrl: 'https://id.example/.well-known/openid-configuration',
        },
      },
    },
    paths: {
      '/a': { get: { operationId: 'inherits', responses: {} } },
      '/b': { get: { operationId: 'open', security: [], responses: {} } },
      '/c': {
        get: {
          operationId: 'many',
          security: [{}, { key: [], bearer: [] }, { oidc: ['a', 1] }, { odd: [] }, { missing: [] }],
          responses: {},
        },
      },
    },
  });
  expect(plan.schemes).toEqual({
    key: { type: 'apiKey', in: 'header', name: 'X-Key', description: 'Ask for it' },
    bearer: { type: 'bearer', format: 'JWT' },
    hawk: { type: 'header', scheme: 'Hawk' },
    tls: { type: 'mutualTLS' },
    oidc: { type: 'openIdConnect', discoveryUrl: 'https://id.example/.well-known/openid-configuration' },
  });
  expect(plan.notes).toEqual([expect.stringContaining('"odd" is of no type')]);
  expect(named(plan, 'inherits').security).toEqual([{ key: [] }]);
  expect(named(plan, 'open').security).toEqual([]);
  expect(named(plan, 'many').security).toEqual([{}, { key: [], bearer: [] }, { oidc: ['a'] }]);
  expect(named(plan, 'many').notes).toHaveLength(2);
});

test('names that are words of JavaScript are names', () => {
  const { plan, operation } = importedOne(
    {
      method: 'post',
      path: '/constructor/{toString}',
      operationId: 'hasOwnProperty',
      requestBody: {
        content: {
          'application/json': {
            schema: {
              type: 'object',
              required: ['valueOf'],
              properties: { valueOf: { $ref: '#/components/schemas/constructor' } },
            },
          },
        },
        required: true,
      },
      responses: {},
    },
    { components: { schemas: { constructor: { type: 'string' } } } },
  );
  expect(operation.name).toBe('hasOwnProperty');
  expect(problemsOf(plan, operation.input, { toString: 'a', valueOf: 'b' })).toEqual([]);
  expect(problemsOf(plan, operation.input, { toString: 'a' })).toEqual(['/valueOf is required']);
});

test('numbers as keys, empty keys and empty things are what they are', () => {
  const plan = imported({
    paths: {
      '': { get: { responses: {} } },
      '/200': {
        get: {
          operationId: 200,
          tags: [1, null, 'a'],
          parameters: [{ name: 404, in: 'query', schema: {} }],
          responses: { 200: null, 404: 'x' },
        },
      },
    },
    components: null,
    servers: [null, {}, 'x'],
    security: 'key',
    info: [],
  });
  expect(plan.operations.map(({ name, path }) => [name, path])).toEqual(
    [
      ['get_200', '/200'],
      ['get', '/'],
    ].reverse(),
  );
  expect(plan.operations[1]?.parameters[0]).toMatchObject({ argument: '404', name: '404' });
  expect(plan.operations[1]?.tags).toEqual(['1', 'a']);
  expect(only(imported({ paths: { '/a': { get: {} } } })).responses).toEqual([]);
});
