import { startUpstream, type Upstream } from './upstream.ts';

/** An API that trusts its gateway: what does not fit its document it answers with 500, and notes. */

const order = {
  type: 'object',
  required: ['sku', 'quantity'],
  additionalProperties: false,
  properties: {
    sku: { type: 'string', pattern: '^[A-Z]{3}-[0-9]{1,4}$' },
    quantity: { type: 'integer', minimum: 1, maximum: 10 },
    note: { type: ['string', 'null'], maxLength: 50 },
    tags: { type: 'array', items: { enum: ['gift', 'fragile'] }, uniqueItems: true, maxItems: 2 },
    address: {
      type: 'object',
      required: ['city'],
      additionalProperties: false,
      properties: {
        city: { type: 'string', minLength: 1, maxLength: 30 },
        zip: { type: 'string', maxLength: 10 },
      },
    },
  },
} as const;

const id = { type: 'integer', minimum: 1, maximum: 99_999 } as const;
const limit = { type: 'integer', minimum: 1, maximum: 50 } as const;
const state = { type: 'string', enum: ['open', 'closed'] } as const;

export const ordersSchemas = {
  order,
  id: { type: 'object', required: ['id'], properties: { id } },
  query: { type: 'object', required: ['state'], additionalProperties: false, properties: { limit, state } },
} as const;

const answers = (status: number, schema: object) => ({
  [status]: { description: 'done', content: { 'application/json': { schema } } },
  '4XX': {
    description: 'refused',
    content: {
      'application/problem+json': { schema: { type: 'object', required: ['status', 'code', 'title'] } },
    },
  },
});

export const ordersDocument = {
  openapi: '3.1.0',
  info: { title: 'Orders', version: '1' },
  paths: {
    '/orders': {
      get: {
        operationId: 'listOrders',
        parameters: [
          { name: 'state', in: 'query', required: true, schema: state },
          { name: 'limit', in: 'query', schema: limit },
        ],
        responses: answers(200, { type: 'array' }),
      },
      post: {
        operationId: 'addOrder',
        requestBody: { required: true, content: { 'application/json': { schema: order } } },
        responses: answers(201, order),
      },
    },
    '/orders/{id}': {
      get: {
        operationId: 'getOrder',
        parameters: [{ name: 'id', in: 'path', required: true, schema: id }],
        responses: answers(200, order),
      },
    },
  },
} as const;

export interface OrdersApi extends Upstream {
  /** What should never have come this far. */
  readonly astonished: string[];
}

const fits = (text: string): boolean => {
  const value = JSON.parse(text) as Record<string, unknown>;
  const { sku, quantity, note, tags, address, ...others } = value;
  return (
    Object.keys(others).length === 0 &&
    typeof sku === 'string' &&
    /^[A-Z]{3}-[0-9]{1,4}$/.test(sku) &&
    Number.isInteger(quantity) &&
    Number(quantity) >= 1 &&
    Number(quantity) <= 10 &&
    (note === undefined || note === null || (typeof note === 'string' && [...note].length <= 50)) &&
    (tags === undefined ||
      (Array.isArray(tags) &&
        tags.length <= 2 &&
        tags.every((tag) => tag === 'gift' || tag === 'fragile'))) &&
    (address === undefined || (typeof address === 'object' && address !== null && 'city' in address))
  );
};

const isSane = (method: string, url: URL, body: string): boolean => {
  const one = /^\/orders\/(.+)$/.exec(url.pathname)?.[1];
  if (one !== undefined) return method === 'GET' && /^[1-9][0-9]{0,4}(?:\.0+)?$/.test(one);
  if (url.pathname !== '/orders') return false;
  if (method === 'POST') return fits(body);
  const limitText = url.searchParams.get('limit');
  const known = [...url.searchParams.keys()].every((name) => name === 'limit' || name === 'state');
  return (
    method === 'GET' &&
    known &&
    /^(?:open|closed)$/.test(url.searchParams.get('state') ?? '') &&
    (limitText === null || (Number(limitText) >= 1 && Number(limitText) <= 50))
  );
};

export const startOrdersApi = async (): Promise<OrdersApi> => {
  const astonished: string[] = [];
  const upstream = await startUpstream((request, response, body) => {
    const url = new URL(request.url ?? '/', 'http://orders');
    const method = request.method ?? '';
    let sane = false;
    try {
      sane = isSane(method, url, body);
    } catch {
      // A body that is no JSON.
    }
    const say = (status: number, value: unknown): void => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
    };
    if (!sane) {
      astonished.push(`${method} ${request.url} ${body}`);
      return say(500, { astonished: true });
    }
    if (method === 'POST') return say(201, JSON.parse(body));
    if (url.pathname === '/orders') return say(200, []);
    say(200, { sku: 'ABC-1', quantity: 1 });
  });
  return { ...upstream, astonished };
};
