const json = (schema: object) => ({ 'application/json': { schema } });

/** The document of a shop whose orders are listed, placed and deleted. */
export const shopApi = (origin: string, about = 'Orders are sent the same day.') => ({
  openapi: '3.1.0',
  info: { title: 'Shop', version: '1' },
  servers: [{ url: origin }],
  paths: {
    '/customers/{customerId}/orders': {
      get: {
        operationId: 'listOrders',
        summary: 'List orders',
        parameters: [
          { name: 'customerId', in: 'path', required: true, schema: { type: 'string' } },
          { name: 'limit', in: 'query', description: 'How many.', schema: { type: 'integer' } },
        ],
        responses: {
          200: {
            description: 'ok',
            content: json({
              type: 'object',
              properties: {
                orders: {
                  type: 'array',
                  items: {
                    type: 'object',
                    required: ['id'],
                    properties: {
                      id: { type: 'integer' },
                      item: { type: 'string' },
                      note: { type: 'string' },
                    },
                  },
                },
              },
            }),
          },
        },
      },
      post: {
        operationId: 'createOrder',
        summary: 'Place an order',
        description: about,
        parameters: [{ name: 'customerId', in: 'path', required: true, schema: { type: 'string' } }],
        requestBody: {
          required: true,
          content: json({ type: 'object', required: ['item'], properties: { item: { type: 'string' } } }),
        },
        responses: { 201: { description: 'ok' } },
      },
    },
    '/orders/{id}': {
      delete: {
        operationId: 'deleteOrder',
        summary: 'Delete an order',
        parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'integer' } }],
        responses: { 204: { description: 'gone' } },
      },
    },
  },
});
