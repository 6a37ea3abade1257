import { expect, test } from '@jest/globals';
import { imported, named, only, problemsOf, propertiesOf } from '../setup/imports.ts';
import { verifies } from '../setup/verifies.ts';

/** Swagger 2.0, in all the words that it has of its own. */
const swagger = (rest: object) =>
  imported({ swagger: '2.0', host: 'api.example', basePath: '/v2', schemes: ['https'], ...rest });

verifies('connectors.import.swagger', 'every kind of parameter finds its place and its shape', () => {
  const plan = swagger({
    paths: {
      '/things/{id}': {
        parameters: [
          { $ref: '#/parameters/trace' },
          { name: 'id', in: 'path', required: true, type: 'integer' },
        ],
        get: {
          operationId: 'getThing',
          parameters: [
            {
              name: 'tags',
              in: 'query',
              type: 'array',
              items: { type: 'string' },
              collectionFormat: 'multi',
            },
            { name: 'ids', in: 'query', type: 'array', items: { type: 'integer' } },
            { name: 'ssv', in: 'query', type: 'array', items: { type: 'string' }, collectionFormat: 'ssv' },
            { name: 'tsv', in: 'query', type: 'array', items: { type: 'string' }, collectionFormat: 'tsv' },
            {
              name: 'pipes',
              in: 'query',
              type: 'array',
              items: { type: 'string' },
              collectionFormat: 'pipes',
            },
            {
              name: 'X-List',
              in: 'header',
              type: 'array',
              items: { type: 'string' },
              collectionFormat: 'csv',
            },
            { name: 'limit', in: 'query', type: 'integer', minimum: 1, exclusiveMinimum: true, default: 20 },
          ],
          responses: { 200: { description: 'ok' } },
        },
      },
    },
    parameters: { trace: { name: 'X-Trace', in: 'header', type: 'string', required: true } },
  });
  const { parameters, input } = only(plan);
  const shapes = Object.fromEntries(
    parameters.map(({ name, in: place, style, explode, required }) => [
      name,
      [place, style, explode, required],
    ]),
  );
  expect(shapes).toEqual({
    'X-Trace': ['header', 'simple', false, true],
    id: ['path', 'simple', false, true],
    tags: ['query', 'form', true, false],
    ids: ['query', 'form', false, false],
    ssv: ['query', 'spaceDelimited', false, false],
    tsv: ['query', 'tabDelimited', false, false],
    pipes: ['query', 'pipeDelimited', false, false],
    'X-List': ['header', 'simple', false, false],
    limit: ['query', 'form', true, false],
  });
  expect(problemsOf(plan, input, { id: 1, 'X-Trace': 't', limit: 2, tags: ['a'] })).toEqual([]);
  expect(problemsOf(plan, input, { id: 1, 'X-Trace': 't', limit: 1 })).not.toEqual([]);
  expect(problemsOf(plan, input, { id: 'one', 'X-Trace': 't' })).not.toEqual([]);
  expect(plan.servers).toEqual([{ url: 'https://api.example/v2', variables: {} }]);
});

verifies(
  'connectors.import.swagger',
  'bodies: a schema, a form, a file, by reference, in the types consumed',
  () => {
    const plan = swagger({
      consumes: ['application/vnd.thing+json'],
      paths: {
        '/json': {
          post: {
            operationId: 'json',
            parameters: [{ $ref: '#/parameters/pet' }],
            responses: { 201: { description: '' } },
          },
        },
        '/form': {
          post: {
            operationId: 'form',
            consumes: ['application/x-www-form-urlencoded'],
            parameters: [
              { name: 'name', in: 'formData', type: 'string', required: true, description: 'Its name' },
              {
                name: 'tags',
                in: 'formData',
                type: 'array',
                items: { type: 'string' },
                collectionFormat: 'multi',
              },
            ],
            responses: {},
          },
        },
        '/file': {
          post: {
            operationId: 'file',
            consumes: ['multipart/form-data'],
            parameters: [
              { name: 'photo', in: 'formData', type: 'file', required: true },
              { name: 'note', in: 'formData', type: 'string' },
            ],
            responses: {},
          },
        },
        '/xml': {
          post: {
            operationId: 'xml',
            consumes: ['application/xml'],
            parameters: [{ name: 'b', in: 'body', required: true, schema: { type: 'object' } }],
            responses: {},
          },
        },
      },
      parameters: {
        pet: { name: 'whatever', in: 'body', required: true, schema: { $ref: '#/definitions/Pet' } },
      },
      definitions: {
        Pet: {
          type: 'object',
          required: ['name'],
          properties: { name: { type: 'string' }, id: { type: 'integer', readOnly: true } },
        },
      },
    });
    expect(named(plan, 'json').body).toEqual({
      mediaType: 'application/vnd.thing+json',
      kind: 'json',
      required: true,
      arguments: { shape: 'spread', names: [{ argument: 'name', name: 'name' }] },
    });
    expect(problemsOf(plan, named(plan, 'json').input, {})).not.toEqual([]);
    const form = named(plan, 'form');
    expect(form.body).toMatchObject({ kind: 'form', parts: { tags: { style: 'form', explode: true } } });
    expect(propertiesOf(form.input)['name']).toEqual({ type: 'string', description: 'Its name' });
    expect(problemsOf(plan, form.input, {})).toEqual(['/name is required']);
    const file = named(plan, 'file');
    expect(file.body).toMatchObject({
      mediaType: 'multipart/form-data',
      kind: 'multipart',
      parts: { photo: { file: true } },
    });
    expect(problemsOf(plan, file.input, { photo: { base64: 'aGk=' } })).toEqual([]);
    expect(named(plan, 'xml').body).toMatchObject({ kind: 'text', mediaType: 'application/xml' });
  },
);

verifies(
  'connectors.import.swagger',
  'answers in the types produced, files, global ones, broken ones noted',
  () => {
    const plan = swagger({
      produces: ['application/json', 'application/xml'],
      paths: {
        '/a': {
          get: {
            responses: {
              200: {
                description: '',
                schema: { type: 'array', items: { $ref: '#/definitions/Pet' } },
                examples: { 'application/json': [{ n: 1 }] },
              },
              404: { $ref: '#/responses/Gone' },
              500: { $ref: '#/responses/nowhere' },
            },
          },
        },
        '/file': {
          get: {
            produces: ['application/pdf'],
            responses: { 200: { description: '', schema: { type: 'file' } } },
          },
        },
      },
      responses: { Gone: { description: 'gone', schema: { $ref: '#/definitions/Error' } } },
      definitions: { Pet: { type: 'object', 'x-nullable': true }, Error: { type: 'object' } },
    });
    const { responses, output, notes } = named(plan, 'get_a');
    expect(
      responses.map(({ status, contents }) => [status, contents.map(({ mediaType }) => mediaType)]),
    ).toEqual([
      ['200', ['application/json', 'application/xml']],
      ['404', ['application/json', 'application/xml']],
    ]);
    expect(responses[0]?.contents[0]?.example).toEqual([{ n: 1 }]);
    expect(output).toMatchObject({ type: 'array', items: { $ref: '#/$defs/Pet' } });
    expect(plan.definitions['Pet']).toEqual({ type: ['object', 'null'] });
    expect(notes).toEqual([expect.stringContaining('The answer 500 is left out')]);
    expect(named(plan, 'get_file').responses[0]?.contents).toEqual([
      { mediaType: 'application/pdf', kind: 'binary' },
    ]);
  },
);

verifies('connectors.import.swagger', 'security, with the grants of then in the words of now', () => {
  const plan = swagger({
    paths: {
      '/a': { get: { responses: {}, security: [{ oauth: ['read'] }, { key: [], basic: [] }] } },
      '/b': { get: { responses: {} } },
      '/c': { get: { responses: {}, security: [] } },
    },
    security: [{ key: [] }],
    securityDefinitions: {
      key: { type: 'apiKey', in: 'query', name: 'k' },
      basic: { type: 'basic' },
      oauth: {
        type: 'oauth2',
        flow: 'accessCode',
        authorizationUrl: 'https://id.example/a',
        tokenUrl: 'https://id.example/t',
        scopes: { read: 'Read' },
      },
    },
  });
  expect(plan.schemes).toEqual({
    key: { type: 'apiKey', in: 'query', name: 'k' },
    basic: { type: 'basic' },
    oauth: {
      type: 'oauth2',
      grants: {
        authorizationCode: {
          authorizationUrl: 'https://id.example/a',
          tokenUrl: 'https://id.example/t',
          scopes: { read: 'Read' },
        },
      },
    },
  });
  expect(named(plan, 'get_a').security).toEqual([{ oauth: ['read'] }, { key: [], basic: [] }]);
  expect(named(plan, 'get_b').security).toEqual([{ key: [] }]);
  expect(named(plan, 'get_c').security).toEqual([]);
});

test.each([
  [
    { host: 'api.example', schemes: ['http', 'https'] },
    undefined,
    ['https://api.example', 'http://api.example'],
  ],
  [{ host: 'https://api.example', basePath: 'v1/' }, undefined, ['https://api.example/v1']],
  [{ host: 'api.example', schemes: ['wss'] }, undefined, ['https://api.example']],
  [{ basePath: '/v1' }, 'http://docs.example/api/swagger.json', ['http://docs.example/v1']],
  [{ basePath: '/v1' }, undefined, ['/v1']],
])('a Swagger server %j, read from %s', (said, url, servers) => {
  const plan = imported({ swagger: '2.0', paths: {}, ...said }, url === undefined ? {} : { url });
  expect(plan.servers.map((server) => server.url)).toEqual(servers);
});
