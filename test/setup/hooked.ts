import type { TestHub } from './hub.ts';

/** A connector with one list, which webhooks and pollers can belong to. */
export const importShop = async (hub: TestHub, server: string, name = 'shop'): Promise<void> => {
  const document = {
    openapi: '3.1.0',
    info: { title: 'Shop', version: '1' },
    servers: [{ url: server }],
    paths: {
      '/orders': {
        get: {
          operationId: 'listOrders',
          parameters: [{ name: 'since', in: 'query', schema: { type: 'string' } }],
          responses: {
            200: {
              description: 'orders',
              content: { 'application/json': { schema: { type: 'object' } } },
            },
          },
        },
      },
    },
  };
  const answer = await hub.request('POST', '/api/connectors/import', {
    body: { name, document: JSON.stringify(document) },
  });
  if (answer.status >= 300) throw new Error(`the import failed: ${answer.status} ${answer.text}`);
};

export interface MadeHook {
  readonly id: string;
  /** The path of its address. */
  readonly path: string;
  readonly secret: string | null;
  readonly verifyToken: string | null;
}

export const makeHook = async (hub: TestHub, given: Readonly<Record<string, unknown>>): Promise<MadeHook> => {
  const answer = await hub.request('POST', '/api/hooks', {
    body: { connector: 'shop', name: `hook ${Math.random()}`, ...given },
  });
  if (answer.status !== 201) throw new Error(`no endpoint was made: ${answer.status} ${answer.text}`);
  const { endpoint, secret, verifyToken } = answer.json as {
    endpoint: { id: string; url: string };
    secret: string | null;
    verifyToken: string | null;
  };
  return { id: endpoint.id, path: new URL(endpoint.url).pathname, secret, verifyToken };
};

export interface StoredEvent {
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly key: string | null;
}

export const eventsOf = async (hub: TestHub, type: string): Promise<StoredEvent[]> =>
  (
    await hub.database.superuser.query<StoredEvent>(
      'select type, data, order_key as key from outbox where type like $1 order by seq',
      [type],
    )
  ).rows;
