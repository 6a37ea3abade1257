// slow: starts whole hubs beside a collector
import { afterEach, beforeEach, expect } from '@jest/globals';
import { eventually } from '../../setup/eventually.ts';
import { startTestHub, type TestHub } from '../../setup/hub.ts';
import { raw } from '../../setup/mcp-endpoint.ts';
import { beginSession, meta, openEvents, rpc, stateless } from '../../setup/mcp-wire.ts';
import { readPrometheus } from '../../setup/prometheus.ts';
import { shopDocument } from '../../setup/toolsets.ts';
import { startUpstream, type Upstream } from '../../setup/upstream.ts';
import { verifies } from '../../setup/verifies.ts';

interface Span {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly kind: number;
  readonly status: { readonly code?: number; readonly message?: string };
  readonly attributes: readonly {
    readonly key: string;
    readonly value: { readonly stringValue?: string; readonly intValue?: number };
  }[];
}
interface Export {
  readonly resourceSpans: readonly { readonly scopeSpans: readonly { readonly spans: readonly Span[] }[] }[];
}

const trace = '0af7651916cd43dd8448eb211c80319c';
const parent = 'b7ad6b7169203331';
const traceparent = `00-${trace}-${parent}-01`;
const kindServer = 2;
const statusError = 2;

let hub: TestHub;
let shop: Upstream;
let collector: Upstream;

beforeEach(async () => {
  shop = await startUpstream((request, response) => {
    const status = request.url?.startsWith('/customers/gone') === true ? 404 : 200;
    response.writeHead(status, { 'content-type': 'application/json' }).end('{"orders":[]}');
  });
  collector = await startUpstream((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  });
  hub = await startTestHub({
    HUB_EGRESS_ALLOW: `127.0.0.1:${shop.port}`,
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.origin,
  });
  const post = async (path: string, body: object): Promise<void> =>
    expect((await hub.request('POST', path, { body })).status).toBeLessThan(300);
  const document = JSON.stringify(shopDocument(shop.origin));
  await post('/api/connectors/import', { name: 'shop', document });
  await post('/api/toolsets', { name: 'desk', tools: [{ name: 'orders', operation: 'shop.listOrders' }] });
  await post('/api/toolsets/desk/publish', {});
});
afterEach(async () => {
  await shop.stop();
  await collector.stop();
});

const url = (): string => `${hub.url}/mcp/desk`;

const call = (customerId: string, headers: Readonly<Record<string, string>> = {}, more: object = {}) => {
  const params = { name: 'orders', arguments: { customerId }, _meta: { ...meta(), ...more } };
  const request = stateless(hub.key, 'tools/call', { name: 'orders', headers });
  return raw(url(), { ...request, body: rpc(1, 'tools/call', params) });
};

const shown = ({ attributes }: Span): Record<string, unknown> =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, value.stringValue ?? value.intValue]));

const spansAfterStop = async (): Promise<Span[]> => {
  await hub.stop();
  return collector.seen.flatMap(({ body }) =>
    (JSON.parse(body) as Export).resourceSpans.flatMap(({ scopeSpans }) =>
      scopeSpans.flatMap(({ spans }) => spans),
    ),
  );
};

interface Line {
  readonly level: string;
  readonly message: string;
  readonly requestId: string;
  readonly toolset?: string;
  readonly operation?: string;
  readonly status?: number;
  readonly caller?: string;
  readonly spaceId?: string;
  readonly ms?: number;
}

const requestLines = (): Line[] =>
  hub
    .logged()
    .split('\n')
    .filter((line) => line.includes('"toolset"'))
    .map((line) => JSON.parse(line) as Line)
    .filter(({ message }) => message === 'request');

verifies(
  'mcp.serve.observed',
  'a request and the call in it are spans of the trace of the caller, in both eras',
  async () => {
    expect((await call('canary-one', { traceparent })).status).toBe(200);
    const session = await beginSession(url(), hub.key);
    const params = { name: 'orders', arguments: { customerId: 'canary-two' } };
    const body = rpc('canary-id', 'tools/call', params);
    await raw(url(), { headers: { ...session.headers, traceparent }, body });
    const spans = (await spansAfterStop()).filter(({ traceId }) => traceId === trace);
    for (const era of ['2026-07-28', 'session']) {
      const request = spans.find((span) => shown(span)['mcp.era'] === era);
      expect(request).toMatchObject({ name: 'mcp.request', kind: kindServer, parentSpanId: parent });
      expect(shown(request as Span)).toMatchObject({
        ...{ 'mcp.toolset': 'desk', 'mcp.method': 'tools/call', 'http.status': 200 },
      });
      const tool = spans.find(({ parentSpanId }) => parentSpanId === request?.spanId);
      expect(tool).toMatchObject({ name: 'mcp.tool', status: { code: 0 } });
      expect(shown(tool as Span)).toEqual({
        ...{ 'mcp.toolset': 'desk', 'mcp.tool': 'orders' },
        ...{ 'mcp.operation': 'shop.listOrders', 'mcp.outcome': 'done' },
      });
    }
    const sent = collector.seen.map((seen) => seen.body).join('');
    for (const secret of ['canary', hub.key]) expect(sent).not.toContain(secret);
  },
);

verifies(
  'mcp.serve.observed',
  'a failure shows by its code, and a call that names its own trace goes on with that one',
  async () => {
    await call('gone', { traceparent });
    await call('ada', {}, { traceparent });
    await raw(url(), { ...stateless('wrong-key-wrong-key-wrong-key', 'tools/list') });
    const spans = await spansAfterStop();
    const tools = spans.filter(({ name, traceId }) => name === 'mcp.tool' && traceId === trace);
    expect(tools.map((span) => shown(span)['mcp.outcome'])).toEqual(['failed', 'done']);
    expect(tools.map(({ status }) => status)).toEqual([
      { code: statusError, message: 'upstream_failed' },
      { code: 0 },
    ]);
    expect(tools[1]?.parentSpanId).toBe(parent);
    const refused = spans.find((span) => shown(span)['http.status'] === 401);
    expect(refused).toMatchObject({
      ...{ name: 'mcp.request', status: { code: statusError, message: 'unauthenticated' } },
    });
  },
);

verifies(
  'mcp.serve.observed',
  'each request is one line of the log, under its id, with who and how long and nothing that was said',
  async () => {
    const answer = await call('canary-three');
    const made = { ...stateless('canary-wrong-key-canary-wrong-key', 'tools/list') };
    const refused = await raw(url(), {
      ...made,
      headers: { ...made.headers, 'x-request-id': 'theirs-12345' },
    });
    await raw(url(), stateless(hub.key, 'canary/method'));
    const session = await beginSession(url(), hub.key);
    const events = await openEvents(url(), { headers: session.headers });
    await eventually(() => expect(requestLines()).toHaveLength(4));
    events.close();
    await events.ended;
    await eventually(() => expect(requestLines()).toHaveLength(5));
    const lines = requestLines();
    expect(lines.map(({ level }) => level)).toEqual(Array(5).fill('info'));
    expect(lines.map(({ operation, status }) => [operation, status])).toEqual([
      ['mcp tools/call', 200],
      ['mcp', 401],
      ['mcp other', 404],
      ['mcp initialize', 200],
      ['mcp', 200],
    ]);
    expect(lines[0]).toMatchObject({
      ...{ requestId: answer.headers['x-request-id'], toolset: 'desk', ms: expect.any(Number) },
      ...{ caller: expect.stringMatching(/^key_/), spaceId: expect.stringMatching(/^spc_/) },
    });
    expect(lines[1]?.requestId).toBe('theirs-12345');
    expect(refused.headers['x-request-id']).toBe('theirs-12345');
    expect(lines[1]?.caller).toBeUndefined();
    expect(hub.logged()).not.toContain('canary');
    await hub.stop();
  },
);

verifies('mcp.serve.observed', 'calls are counted by toolset and tool, with their times', async () => {
  await call('ada');
  await call('gone');
  const families = readPrometheus((await hub.request('GET', '/metrics')).text);
  const labels = { toolset: 'desk', tool: 'orders' };
  const { samples = [] } = families.get('hub_mcp_tool_calls_total') ?? {};
  expect(samples.map((sample) => [sample.labels, sample.value])).toEqual([
    [{ ...labels, outcome: 'done' }, 1],
    [{ ...labels, outcome: 'failed' }, 1],
  ]);
  const times = families.get('hub_mcp_tool_seconds')?.samples ?? [];
  expect(times.find(({ name }) => name.endsWith('_count'))).toMatchObject({ labels, value: 2 });
  await hub.stop();
});
