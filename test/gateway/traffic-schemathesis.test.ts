// needs: schemathesis
// slow: hundreds of requests made of a document
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { documentDeps } from '../setup/checked-document.ts';
import { ordersDocument, ordersSchemas, startOrdersApi, type OrdersApi } from '../setup/orders-api.ts';
import { runSchemathesis } from '../setup/schemathesis.ts';
import { startTrafficHub, type TrafficHub } from '../setup/traffic-hub.ts';
import { verifies } from '../setup/verifies.ts';

/** Requests made out of a document, good and bad, through a route that validates: the service behind it never sees a bad one. */

let orders: OrdersApi;
let hub: TrafficHub;
beforeAll(async () => {
  orders = await startOrdersApi();
  const forward = { proxy: [{ action: { serviceEndpoint: 'orders' } }] };
  hub = await startTrafficHub({
    services: { orders: { url: orders.origin } },
    pipelines: {
      list: {
        apiEndpoints: { list: { paths: '/orders', methods: 'GET' } },
        policies: [{ validate: [{ action: { query: ordersSchemas.query } }] }, forward],
      },
      add: {
        apiEndpoints: { add: { paths: '/orders', methods: 'POST' } },
        policies: [{ validate: [{ action: { body: ordersSchemas.order } }] }, forward],
      },
      one: {
        apiEndpoints: { one: { paths: '/orders/:id', methods: 'GET' } },
        policies: [{ validate: [{ action: { parameters: ordersSchemas.id } }] }, forward],
      },
      unchecked: {
        apiEndpoints: { unchecked: { paths: '/unchecked/*' } },
        policies: [{ proxy: [{ action: { serviceEndpoint: 'orders', stripPath: true } }] }],
      },
      described: {
        apiEndpoints: { described: { paths: '/described/*' } },
        policies: [
          { 'validate-openapi': [{ action: { connector: 'orders', basePath: '/described' } }] },
          { proxy: [{ action: { serviceEndpoint: 'orders', stripPath: true } }] },
        ],
      },
    },
    deps: documentDeps(ordersDocument),
  });
});
afterAll(async () => {
  await hub.stop();
  await orders.stop();
});

const checks = [
  'not_a_server_error',
  'status_code_conformance',
  'content_type_conformance',
  'response_schema_conformance',
  'negative_data_rejection',
  'positive_data_acceptance',
  'unsupported_method',
];

verifies(
  'gateway.traffic.validating-route',
  'what fits a schema goes on, everything else is a problem',
  async () => {
    const { code, output } = await runSchemathesis({
      url: `http://127.0.0.1:${hub.port}`,
      document: ordersDocument,
      checks,
    });
    expect(orders.astonished).toEqual([]);
    if (code !== 0) throw new Error(output);
    expect(orders.seen.length).toBeGreaterThan(50);
  },
);

verifies('gateway.traffic.validating-route', 'the imported document itself says what goes on', async () => {
  const before = orders.seen.length;
  const { code, output } = await runSchemathesis({
    url: `http://127.0.0.1:${hub.port}/described`,
    document: ordersDocument,
    checks,
  });
  expect(orders.astonished).toEqual([]);
  if (code !== 0) throw new Error(output);
  expect(orders.seen.length - before).toBeGreaterThan(50);
});

test('without the checks of a route the same requests do astonish the service', async () => {
  const { code } = await runSchemathesis({
    url: `http://127.0.0.1:${hub.port}/unchecked`,
    document: ordersDocument,
    checks: ['not_a_server_error'],
    examples: 5,
  });
  expect(code).not.toBe(0);
  expect(orders.astonished.length).toBeGreaterThan(0);
});
