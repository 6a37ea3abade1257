// slow: starts whole hubs beside a collector
import { afterEach, expect, test } from '@jest/globals';
import { startTestHub, type TestHub } from '../setup/hub.ts';
import { startUpstream, type Upstream } from '../setup/upstream.ts';
import { verifies } from '../setup/verifies.ts';

/** OTLP over HTTP, as a collector gets it. */
interface Attribute {
  readonly key: string;
  readonly value: { readonly stringValue?: string };
}
interface Span {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly kind: number;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly status: { readonly code?: number; readonly message?: string };
}
interface Export {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly Attribute[] };
    readonly scopeSpans: readonly { readonly spans: readonly Span[] }[];
  }[];
}

const kindServer = 2;
const kindInternal = 1;
const statusError = 2;
const trace = '0af7651916cd43dd8448eb211c80319c';
const parent = 'b7ad6b7169203331';
const traceparent = `00-${trace}-${parent}-01`;

let collector: Upstream;
let hub: TestHub;

const startTraced = async (): Promise<void> => {
  collector = await startUpstream((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  });
  hub = await startTestHub({ OTEL_EXPORTER_OTLP_ENDPOINT: `${collector.origin}/` });
};
afterEach(() => collector.stop());

/** Spans leave in batches, the last of them when the hub stops. */
const spansAfterStop = async (): Promise<Span[]> => {
  await hub.stop();
  return collector.seen.flatMap(({ body }) =>
    (JSON.parse(body) as Export).resourceSpans.flatMap(({ scopeSpans }) =>
      scopeSpans.flatMap(({ spans }) => spans),
    ),
  );
};

verifies(
  'foundation.tracing.otlp',
  'a request goes on with the trace of its caller, down to the operation',
  async () => {
    await startTraced();
    expect((await hub.request('GET', '/api/space', { headers: { traceparent } })).status).toBe(200);
    const spans = (await spansAfterStop()).filter(({ traceId }) => traceId === trace);

    const request = spans.find(({ name }) => name === 'http.request');
    const operation = spans.find(({ name }) => name === 'space.get');
    expect(request).toMatchObject({ parentSpanId: parent, kind: kindServer });
    expect(operation).toMatchObject({ parentSpanId: request?.spanId, kind: kindInternal });
    for (const span of [request, operation])
      expect(BigInt(span?.endTimeUnixNano ?? 0)).toBeGreaterThan(BigInt(span?.startTimeUnixNano ?? 0));

    const [sent] = collector.seen;
    expect(sent).toMatchObject({ method: 'POST', path: '/v1/traces' });
    expect(sent?.headers['content-type']).toBe('application/json');
    const { attributes } = (JSON.parse(sent?.body ?? '{}') as Export).resourceSpans[0]?.resource ?? {
      attributes: [],
    };
    expect(attributes).toContainEqual({ key: 'service.name', value: { stringValue: 'app-connect' } });
  },
);

verifies(
  'foundation.tracing.otlp',
  'a request without a trace, or with a broken one, begins its own',
  async () => {
    await startTraced();
    const broken = '00-00000000000000000000000000000000-0000000000000000-01';
    await hub.request('GET', '/api/space');
    await hub.request('GET', '/api/space', { headers: { traceparent: broken } });
    await hub.request('GET', '/api/space', { headers: { traceparent: 'nonsense' } });
    const roots = (await spansAfterStop()).filter(({ name }) => name === 'http.request');
    expect(roots).toHaveLength(3);
    expect(new Set(roots.map(({ traceId }) => traceId)).size).toBe(3);
    for (const { traceId, parentSpanId } of roots) {
      expect(traceId).not.toMatch(/^0+$/);
      expect(parentSpanId ?? '').toBe('');
    }
  },
);

verifies(
  'foundation.tracing.otlp',
  'a failure shows by its code; nothing that was typed leaves in a span',
  async () => {
    await startTraced();
    const body = { name: 'canary-name', permissions: ['canary-permission'] };
    await hub.request('POST', '/api/keys?canary-query=1', { headers: { traceparent }, body });
    const made = await hub.request('POST', '/api/keys', {
      body: { name: 'canary-key', permissions: ['space.read'] },
    });
    expect(made.status).toBe(201);
    const spans = await spansAfterStop();
    const failed = spans.find(({ name, traceId }) => name === 'http.request' && traceId === trace);
    expect(failed?.status).toEqual({ code: statusError, message: 'input_invalid' });
    expect(spans.some(({ name }) => name === 'keys.create')).toBe(true);
    const sent = collector.seen.map((seen) => seen.body).join('');
    for (const secret of ['canary', hub.key, (made.json as { secret: string }).secret])
      expect(sent).not.toContain(secret);
  },
);

test('a collector that is away costs spans, never an answer or a stop', async () => {
  await startTraced();
  await collector.stop();
  expect((await hub.request('GET', '/api/space')).status).toBe(200);
  await hub.stop();
  expect(hub.logged()).toContain(`The last spans did not reach ${collector.origin}`);
});

test('without a collector nothing is sent', async () => {
  collector = await startUpstream((_request, response) => response.end());
  hub = await startTestHub();
  expect((await hub.request('GET', '/api/space', { headers: { traceparent } })).status).toBe(200);
  await hub.stop();
  expect(collector.seen).toEqual([]);
});
