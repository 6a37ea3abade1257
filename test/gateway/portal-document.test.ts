import { describe, expect, test } from '@jest/globals';
import { openHideHosts } from '../../gateway/portal/document/hide-hosts.ts';
import { publicDocument } from '../../gateway/portal/document/public-document.ts';
import { letsIn } from '../../gateway/portal/let-in.ts';
import { firstAction, publicApi } from '../../gateway/portal/public-api.ts';
import { keyAuth } from '../../gateway/traffic/policies/key-auth.ts';
import { pipelineSchema } from '../../gateway/traffic/document/pipeline.ts';
import { portalDocument, portalPipeline } from '../setup/portal-api.ts';
import { verifies } from '../setup/verifies.ts';

const upstream = 'https://upstream.canary-internal.example:9443';
const addresses = ['https://api.example.com/acme'];

const cut = (given: unknown, pipeline: Record<string, unknown> = portalPipeline(), basePath?: string) => {
  const published = { name: 'orders', title: 'Orders', about: '', version: 1, document: pipeline };
  return publicDocument(given, {
    ...{ api: publicApi(published, addresses), pipeline: pipelineSchema.parse(pipeline), addresses },
    ...{ basePath: basePath ?? null, upstreams: [`${upstream}/v1`] },
  }) as Record<string, Record<string, Record<string, unknown>>> | null;
};
const through = (paths: string | string[], methods?: string) =>
  portalPipeline({
    apiEndpoints: { all: { paths, ...(methods !== undefined && { methods }) } },
  });

describe('the document of an API', () => {
  verifies('gateway.portal.document', 'has what is let in, under the address of the gateway', () => {
    const document = cut(portalDocument(upstream));
    expect(document?.['servers']).toEqual([{ url: 'https://api.example.com/acme/v1' }]);
    expect(
      Object.entries(document?.['paths'] ?? {}).map(([path, item]) => [path, Object.keys(item)]),
    ).toEqual([
      ['/orders', ['get', 'post']],
      ['/orders/{id}', ['get']],
    ]);
    const list = document?.['paths']?.['/orders']?.['get'] as {
      parameters: { name: string }[];
      responses: Record<string, { headers: object; content: Record<string, Record<string, unknown>> }>;
    };
    expect(list.parameters.map(({ name }) => name)).toEqual(['trace', 'limit']);
    expect(Object.keys(list.responses['200']?.headers ?? {})).toEqual(['X-Total']);
    expect(list.responses['200']?.content['application/json']?.['example']).toEqual([
      { id: 7, 'x-note': 'kept', self: 'https://api.example.com/acme/v1/orders/7' },
    ]);
    expect(document?.['security']).toEqual([{ key: [] }]);
    expect(document?.['components']?.['securitySchemes']).toEqual({
      key: { type: 'apiKey', in: 'header', name: 'X-Key' },
    });
  });

  test('keeps what its operations refer to, and nothing beside it', () => {
    const document = cut(portalDocument(upstream));
    const { schemas = {}, responses = {} } = document?.['components'] ?? {};
    expect(Object.keys(schemas).sort()).toEqual(['Customer', 'Order']);
    expect(Object.keys(responses)).toEqual(['Made']);
    expect(schemas['Order']).toEqual({
      ...{ type: 'object', description: 'One order', required: ['id'] },
      properties: {
        id: { type: 'integer' },
        'x-reference': { type: 'string' },
        customer: { $ref: '#/components/schemas/Customer' },
        again: { $ref: '#/components/schemas/Order' },
        elsewhere: {},
      },
    });
    expect(JSON.stringify(document)).not.toMatch(/canary/i);
  });

  test('is none where there is none', () => {
    for (const none of [undefined, null, 7, 'openapi: 3.1.0', []]) expect(cut(none)).toBeNull();
  });

  test('has what stands elsewhere as a component, once for each place', () => {
    const pet = {
      type: 'object',
      properties: { mother: { $ref: '#/definitions/Pet' } },
      discriminator: 'kind',
    };
    const answer = (schema: object) => ({
      responses: { 200: { description: '', content: { 'application/json': { schema } } } },
    });
    const document = cut({
      ...{
        openapi: '3.0.3',
        definitions: { Pet: pet },
        'x-files': { Pet: { type: 'string' }, away: { a: 1 } },
      },
      paths: {
        '/v1/orders': {
          get: answer({ $ref: '#/definitions/Pet' }),
          post: answer({
            anyOf: [{ $ref: '#/x-files/Pet' }, { $ref: '#/definitions/Pet' }, { $ref: '#/gone' }],
          }),
        },
      },
    });
    expect(document?.['components']).toMatchObject({
      schemas: {
        Pet: {
          properties: { mother: { $ref: '#/components/schemas/Pet' } },
          discriminator: { propertyName: 'kind' },
        },
        'Pet-2': { type: 'string' },
      },
    });
    expect(JSON.stringify(document?.['paths'])).toContain(
      '"anyOf":[{"$ref":"#/components/schemas/Pet-2"},{"$ref":"#/components/schemas/Pet"},{}]',
    );
  });

  test('that holds itself, or is beyond all measure, harms nobody', () => {
    const own = { type: 'object', properties: { in: { $ref: '#/paths/~1v1~1orders/get/x' } } };
    const self = { get: { x: own, responses: { 200: { content: { 'a/b': { schema: own } } } } } };
    expect(cut({ openapi: '3.1.0', paths: { '/v1/orders': self } })).not.toBeNull();
    let tags: unknown[] = [1, 1];
    for (let at = 0; at < 30; at += 1) tags = [tags, tags];
    const bomb = { openapi: '3.1.0', paths: { '/v1/orders': { get: { tags } } } };
    expect(() => cut(bomb)).toThrow('too large');
    const proto = '{"openapi":"3.1.0","paths":{"/v1/orders":{"get":{"__proto__":{"tags":["x"]}}}}}';
    expect(JSON.stringify(cut(JSON.parse(proto))?.['paths'])).toBe('{"/v1/orders":{"get":{}}}');
  });

  test.each([
    ['/v1/*', undefined, 'https://api.example.com/acme/v1'],
    ['/*', undefined, 'https://api.example.com/acme'],
    ['/shop/*', undefined, 'https://api.example.com/acme/shop'],
    ['/api/v9/*', '/api/v9', 'https://api.example.com/acme/api/v9'],
  ])('at %s stands before its paths what leads there', (paths, said, url) => {
    const document = cut(portalDocument(upstream), through(paths), said);
    expect(document?.['servers']).toEqual([{ url }]);
    expect(Object.keys(document?.['paths'] ?? {})).toContain('/orders');
  });
});

test('a parameter of the document may be anything: it is let in where all of that is', () => {
  const lets = (paths: string | string[], path: string, methods?: string) =>
    letsIn(pipelineSchema.parse(through(paths, methods)))('GET', path);
  expect(lets('/a/:id', '/a/{x}')).toBe(true);
  expect(lets('/a/*', '/a/{x}/b')).toBe(true);
  expect(lets('/a/me', '/a/{x}')).toBe(false);
  expect(lets('/a/b*', '/a/{x}')).toBe(false);
  expect(lets('/a/b*', '/a/bc')).toBe(true);
  expect(lets('/a', '/a/b')).toBe(false);
  expect(lets('/a/:id', '/a')).toBe(false);
  expect(lets('/a', '/a', 'POST')).toBe(false);
});

test('hosts of upstreams are hidden wherever they stand, and words are left alone', () => {
  const hide = openHideHosts(
    ['http://orders:8080/v1', 'https://10.0.0.7', 'https://{region}.internal.example/v1', upstream],
    'https://api.example.com',
  );
  expect(hide('All orders of http://orders:8080/v1 and //orders/x')).toBe(
    'All orders of https://api.example.com/v1 and https://api.example.com/x',
  );
  expect(hide('see 10.0.0.7:9 or UPSTREAM.canary-internal.example:9443.')).toBe(
    'see api.example.com or api.example.com.',
  );
  expect(hide('in eu.internal.example')).toBe('in api.example.com');
  const beside = openHideHosts(['http://127.0.0.1:4999/v1'], 'http://127.0.0.1:4222/acme');
  expect(beside('http://127.0.0.1:4999/v1, 127.0.0.1:4999, http://127.0.0.1:4222/acme')).toBe(
    'http://127.0.0.1:4222/acme/v1, 127.0.0.1, http://127.0.0.1:4222/acme',
  );
  expect(hide('http://orders.example/x')).toBe('http://orders.example/x');
});

test('a key is shown where the policy looks for it', () => {
  const way = (action?: object) => {
    const document = portalPipeline({ policies: [{ 'key-auth': action === undefined ? null : { action } }] });
    const api = publicApi({ name: 'x', title: 'x', about: '', version: 1, document }, addresses);
    return api.authentication[0];
  };
  const usual = keyAuth.action.parse({}) as Record<string, unknown>;
  expect(way()).toEqual({
    ...{ kind: 'key', header: usual['apiKeyHeader'], scheme: usual['apiKeyHeaderScheme'] },
    ...{ query: usual['apiKeyField'], optional: false },
  });
  expect(way({ disableQueryParam: true, passThrough: true })).toMatchObject({ query: null, optional: true });
  expect(firstAction(portalPipeline(), 'rate-limit')).toMatchObject({ max: 100 });
});
