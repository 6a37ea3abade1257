import { zipOf } from '../connectors/zip-writer.ts';

/** A document as an upstream writes it for itself, with all that its callers must not see. */
export const portalDocument = (upstream: string): Record<string, unknown> => ({
  openapi: '3.1.0',
  info: {
    title: 'canary-internal-title',
    version: '3',
    description: `Runs at ${upstream} and at orders.canary-internal.example.`,
    contact: { email: 'canary-contact@internal.example' },
    'x-owner': 'canary-vendor',
  },
  externalDocs: { url: 'https://wiki.canary-internal.example' },
  servers: [{ url: `${upstream}/v1` }, { url: 'https://orders.canary-internal.example:8443/v1' }],
  security: [{ upstreamKey: [] }],
  tags: [
    { name: 'orders', description: 'What was ordered', 'x-team': 'canary-vendor' },
    { name: 'canary-private-tag' },
  ],
  paths: {
    '/orders': {
      parameters: [{ name: 'trace', in: 'query', schema: { type: 'string' } }],
      servers: [{ url: 'https://shard.canary-internal.example' }],
      get: {
        operationId: 'listOrders',
        summary: 'List the orders',
        tags: ['orders'],
        'x-handler': 'canary-vendor',
        security: [{ upstreamKey: [] }],
        externalDocs: { url: 'https://wiki.canary-internal.example' },
        servers: [{ url: 'https://own.canary-internal.example' }],
        parameters: [
          { name: 'limit', in: 'query', schema: { type: 'integer', maximum: 50, 'x-sql': 'canary-vendor' } },
        ],
        responses: {
          200: {
            description: 'All of them',
            headers: { 'X-Total': { schema: { type: 'integer' } } },
            content: {
              'application/json': {
                schema: { type: 'array', items: { $ref: '#/components/schemas/Order' } },
                example: [{ id: 7, 'x-note': 'kept', self: `${upstream}/v1/orders/7` }],
              },
            },
            links: { next: { server: { url: 'https://link.canary-internal.example' } } },
          },
        },
        callbacks: { changed: { 'https://canary-internal.example': { post: {} } } },
      },
      post: {
        operationId: 'addOrder',
        summary: 'Add an order',
        tags: ['orders'],
        requestBody: {
          content: { 'application/json': { schema: { $ref: '#/components/schemas/Order' } } },
        },
        responses: { 201: { $ref: '#/components/responses/Made' } },
      },
      delete: { operationId: 'canaryDropAll', tags: ['canary-private-tag'], responses: {} },
    },
    '/orders/{id}': {
      get: {
        operationId: 'getOrder',
        summary: 'One order',
        tags: ['orders'],
        parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'integer' } }],
        responses: { 200: { description: 'It', content: {} } },
      },
    },
    '/canary-admin': {
      get: {
        operationId: 'canaryAdmin',
        responses: {
          200: {
            description: '',
            content: { 'application/json': { schema: { $ref: '#/components/schemas/CanarySecret' } } },
          },
        },
      },
    },
  },
  webhooks: { canaryHook: { post: {} } },
  components: {
    securitySchemes: { upstreamKey: { type: 'apiKey', in: 'header', name: 'X-Canary-Upstream' } },
    schemas: {
      Order: {
        type: 'object',
        description: 'One order',
        $comment: 'canary-vendor',
        'x-table': 'canary-vendor',
        required: ['id'],
        properties: {
          id: { type: 'integer' },
          'x-reference': { type: 'string' },
          customer: { $ref: '#/components/schemas/Customer' },
          again: { $ref: '#/components/schemas/Order' },
          elsewhere: { $ref: 'https://schemas.canary-internal.example/x.json' },
        },
      },
      Customer: { type: 'object', properties: { name: { type: 'string', examples: ['Ada'] } } },
      CanarySecret: { type: 'object', properties: { canarySecret: { type: 'string' } } },
    },
    responses: { Made: { description: 'Made' }, CanaryUnused: { description: 'canary' } },
  },
  'x-internal': { host: 'canary-vendor' },
});

/** Into a service, of one path and its orders, with a key. */
export const portalPipeline = (more: Record<string, unknown> = {}): Record<string, unknown> => ({
  title: 'canary-title of builders',
  about: 'canary-about of builders',
  apiEndpoints: {
    orders: { paths: ['/v1/orders', '/v1/orders/:id'], methods: ['GET', 'POST'], scopes: ['orders.read'] },
  },
  policies: [
    { 'key-auth': { action: { apiKeyHeader: 'X-Key', disableHeadersScheme: true } } },
    { 'rate-limit': { action: { max: 100, windowMs: 60000, by: 'consumer' } } },
    { headers: { action: { forwardHeaders: { 'X-Canary': 'canary-header-value' } } } },
    { proxy: { action: { serviceEndpoint: 'canary-service' } } },
  ],
  portal: {
    published: true,
    title: 'Orders',
    about: 'Everything about orders.',
    openapi: 'canary-connector',
  },
  ...more,
});

const pets = { type: 'array', items: { $ref: '#/definitions/Pet' } };
const swagger = {
  ...{ swagger: '2.0', info: { title: 'x', version: '1' }, host: 'upstream.canary-internal.example' },
  paths: { '/v1/pets': { get: { responses: { 200: { description: 'Of canary', schema: pets } } } } },
  definitions: { Pet: { type: 'object', properties: { name: { type: 'string' } } } },
};
const inTwoFiles = {
  ...{ openapi: '3.0.3', info: { title: 'x', version: '1' } },
  paths: { '/v1/pets': { $ref: 'pets.json' } },
};
const archive = zipOf([
  { name: 'openapi.json', content: JSON.stringify(inTwoFiles) },
  { name: 'pets.json', content: '{"get":{"responses":{"200":{"description":"Of canary"}}}}' },
]).toString('base64');

/** What can be imported that is no document of OpenAPI 3. */
export const petSources = { swagger: { document: swagger }, zip: { archive } };
export const petOverlay = JSON.stringify({
  ...{ overlay: '1.0.0', info: { title: 'x', version: '1' } },
  actions: [{ target: '$..get', update: { responses: { 200: { description: 'Of the zoo' } } } }],
});
