import { expect, test } from '@jest/globals';
import { imported, importedOne } from '../setup/imports.ts';
import { verifies } from '../setup/verifies.ts';

const list = { type: 'array', items: { type: 'object' } };
const answered = (schema: unknown) => ({
  200: { description: '', content: { 'application/json': { schema } } },
});
const object = (properties: object) => ({ type: 'object', properties });
const query = (...names: (string | [string, string])[]) =>
  names.map((each) => {
    const [name, type] = typeof each === 'string' ? [each, undefined] : each;
    return { name, in: 'query', schema: type === undefined ? {} : { type } };
  });

const paged: readonly [string, object[], unknown, unknown][] = [
  [
    'cursor and next_cursor',
    query('cursor', 'limit'),
    object({ data: list, next_cursor: { type: 'string' } }),
    { kind: 'cursor', argument: 'cursor', next: '/next_cursor', items: '/data', sure: true },
  ],
  [
    'pageToken and nextPageToken',
    query('pageToken'),
    object({ files: list, nextPageToken: {} }),
    { kind: 'cursor', argument: 'pageToken', next: '/nextPageToken', items: '/files', sure: true },
  ],
  [
    'after, deep in paging',
    query('after'),
    object({ results: list, paging: object({ next: object({ after: { type: 'string' } }) }) }),
    { kind: 'cursor', argument: 'after', next: '/paging/next/after', items: '/results', sure: true },
  ],
  [
    'page[cursor] in response_metadata',
    query('page[cursor]'),
    object({ members: list, response_metadata: object({ next_cursor: {} }) }),
    {
      kind: 'cursor',
      argument: 'page_cursor',
      next: '/response_metadata/next_cursor',
      items: '/members',
      sure: true,
    },
  ],
  [
    'a cursor over allOf',
    query('cursor'),
    { allOf: [object({ items: list }), object({ nextCursor: { type: ['string', 'null'] } })] },
    { kind: 'cursor', argument: 'cursor', next: '/nextCursor', items: '/items', sure: true },
  ],
  [
    'page and per_page, a list alone',
    query(['page', 'integer'], ['per_page', 'integer']),
    list,
    { kind: 'page', argument: 'page', first: 1, size: 'per_page', items: '', sure: false },
  ],
  [
    'a page index from zero',
    query('pageIndex', 'pageSize'),
    object({ values: list, other: list }),
    { kind: 'page', argument: 'pageIndex', first: 0, size: 'pageSize', items: '/values', sure: false },
  ],
  [
    'offset and limit',
    query(['offset', 'integer'], ['limit', 'integer']),
    object({ items: list }),
    { kind: 'offset', argument: 'offset', size: 'limit', items: '/items', sure: false },
  ],
  [
    'OData',
    query('$top', '$skip'),
    object({ value: list, '@odata.nextLink': { type: 'string' } }),
    { kind: 'url', next: '/@odata.nextLink', items: '/value', sure: true },
  ],
  [
    'an address in next',
    query('page'),
    object({ results: list, next: { type: 'string', nullable: true } }),
    { kind: 'url', next: '/next', items: '/results', sure: false },
  ],
  [
    'a number in next_page',
    query('page'),
    object({ results: list, next_page: { type: 'integer' } }),
    { kind: 'page', argument: 'page', first: 1, items: '/results', sure: false },
  ],
  ['from, which is a date', query(['from', 'string'], 'limit'), object({ items: list }), undefined],
  ['a page, which is a text', query(['page', 'string']), list, undefined],
  ['offset without a size', query('offset'), object({ items: list }), undefined],
  ['two lists, none of them named', query('page'), object({ left: list, right: list }), undefined],
  ['no list', query('page'), object({ name: { type: 'string' } }), undefined],
];

verifies('connectors.import.hints', 'how a list goes on is told from its names', () => {
  for (const [name, parameters, schema, paging] of paged) {
    const { operation } = importedOne({ parameters, responses: answered(schema) }, { openapi: '3.0.0' });
    expect([name, operation.hints.paging]).toEqual([name, paging]);
  }
});

test('only what is read is a list with pages', () => {
  const { operation } = importedOne({ method: 'post', parameters: query('page'), responses: answered(list) });
  expect(operation.hints.paging).toBeUndefined();
});

verifies(
  'connectors.import.hints',
  'what must not be seen is found by its mark and by its name, also in circles',
  () => {
    const { operation } = importedOne(
      {
        method: 'post',
        parameters: query('api_key', 'pageToken'),
        requestBody: {
          content: {
            'application/json': {
              schema: object({
                password: { type: 'string' },
                pin: { type: 'string', format: 'password' },
                card: object({
                  card_number: { type: 'string' },
                  cvc: { type: 'string' },
                  holder: { type: 'string' },
                }),
                clientSecret: { type: 'string' },
                maxTokens: { type: 'integer' },
                token: { type: 'integer' },
                noted: { 'x-sensitive': true },
              }),
            },
          },
        },
        responses: answered({ $ref: '#/components/schemas/User' }),
      },
      {
        components: {
          schemas: {
            User: {
              oneOf: [object({ access_token: { type: 'string' } }), { $ref: '#/components/schemas/Node' }],
            },
            Node: object({
              'a/b': object({ secret: { type: 'string' } }),
              next: { $ref: '#/components/schemas/Node' },
            }),
          },
        },
      },
    );
    expect(operation.hints.sensitive.input).toEqual([
      '/api_key',
      '/password',
      '/pin',
      '/card/card_number',
      '/card/cvc',
      '/clientSecret',
      '/noted',
    ]);
    expect(operation.hints.sensitive.output).toEqual([
      '/access_token',
      '/a~1b/secret',
      '/next/a~1b/secret',
      '/next/next/a~1b/secret',
    ]);
  },
);

test.each([
  ['get', { readOnly: true, idempotent: true, destructive: false }],
  ['head', { readOnly: true, idempotent: true, destructive: false }],
  ['post', { readOnly: false, idempotent: false, destructive: false }],
  ['put', { readOnly: false, idempotent: true, destructive: false }],
  ['patch', { readOnly: false, idempotent: false, destructive: false }],
  ['delete', { readOnly: false, idempotent: true, destructive: true }],
])('%s does what the method says', (method, hints) => {
  expect(importedOne({ method, responses: {} }).operation.hints).toMatchObject(hints);
});

verifies(
  'connectors.import.events',
  'webhooks and callbacks are events, by name, with what they bring',
  () => {
    const brought = {
      post: {
        summary: 'It came',
        requestBody: { content: { 'application/json': { schema: { $ref: '#/components/schemas/Pet' } } } },
      },
    };
    const plan = imported({
      webhooks: {
        newPet: { $ref: '#/components/pathItems/Hook' },
        'pet.Removed': { post: {} },
        'pet-removed': { post: {} },
        empty: {},
        broken: { $ref: '#/gone' },
      },
      'x-webhooks': { old: brought },
      paths: {
        '/subscribe': {
          post: {
            operationId: 'subscribe',
            callbacks: { onData: { '{$request.body#/url}': brought }, gone: { $ref: '#/nowhere' } },
            responses: {},
          },
        },
      },
      components: {
        schemas: { Pet: object({ id: { type: 'string', readOnly: true } }) },
        pathItems: { Hook: brought },
      },
    });
    const schema = { $ref: '#/$defs/Pet' };
    const about = { summary: 'It came', method: 'POST', schema };
    expect(plan.events).toEqual([
      { name: 'new-pet', origin: 'webhook', ...about },
      { name: 'pet.removed', origin: 'webhook', summary: '', method: 'POST' },
      { name: 'pet-removed', origin: 'webhook', summary: '', method: 'POST' },
      { name: 'old', origin: 'webhook', ...about },
      { name: 'subscribe.on-data', origin: 'callback', ...about },
    ]);
    expect(plan.definitions['Pet']).toEqual({
      type: 'object',
      properties: { id: { type: 'string', readOnly: true } },
    });
    expect(plan.notes).toEqual([expect.stringContaining('"broken"')]);
  },
);
