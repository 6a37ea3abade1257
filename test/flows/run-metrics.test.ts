// slow: starts whole hubs
import { afterEach, expect } from '@jest/globals';
import { eventually } from '../setup/eventually.ts';
import { startTestHub, type TestHub } from '../setup/hub.ts';
import { startUpstream, type Upstream } from '../setup/upstream.ts';
import { verifies } from '../setup/verifies.ts';

let hub: TestHub;
let upstream: Upstream;
afterEach(() => upstream.stop());

const start = async (env: Readonly<Record<string, string>> = {}): Promise<void> => {
  upstream = await startUpstream((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  });
  hub = await startTestHub({ HUB_EGRESS_ALLOW: '127.0.0.1', ...env });
  await publish('good', `  - ask: { call: http, with: { method: get, endpoint: '${upstream.origin}/it' } }`);
  await publish('bad', `  - fail: { raise: { error: { type: https://example.com/bad, status: 400 } } }`);
  await publish(
    'parked',
    '  - hear: { listen: { to: { one: { with: { type: parked.go } } } } }\n' +
      `  - ask: { call: http, with: { method: get, endpoint: '${upstream.origin}/it' } }`,
  );
};

const publish = async (name: string, tasks: string): Promise<void> => {
  const text = `document: { dsl: '1.0.3', namespace: default, name: ${name}, version: '1.0.0' }\ndo:\n${tasks}\n`;
  const saved = await hub.request('POST', '/api/flows', { body: { text } });
  expect(saved.json).toMatchObject({ problems: [] });
  await hub.request('POST', `/api/flows/${name}/publish`, { body: {} });
};

const run = async (flow: string, wait = '10s'): Promise<Record<string, unknown>> =>
  (await hub.request('POST', `/api/flows/${flow}/run?wait=${wait}`, { body: { input: {} } })).json as Record<
    string,
    unknown
  >;

const metric = async (start: string): Promise<number> => {
  const { text } = await hub.request('GET', '/metrics');
  const line = text.split('\n').find((one) => one.startsWith(start));
  return line === undefined ? 0 : Number(line.split(' ').at(-1));
};

verifies(
  'flows.figures',
  'runs, tasks, calls and commits are counted, without the names of anything',
  async () => {
    await start();
    expect((await run('good'))['status']).toBe('completed');
    expect((await run('good'))['status']).toBe('completed');
    expect((await run('bad'))['status']).toBe('faulted');
    await run('parked', '0');
    expect(await metric('hub_flow_runs_total{status="completed",mode="durable"}')).toBe(2);
    expect(await metric('hub_flow_runs_total{status="faulted",mode="durable"}')).toBe(1);
    expect(await metric('hub_flow_run_seconds_count{mode="durable"}')).toBe(3);
    expect(await metric('hub_flow_call_seconds_count{function="http",outcome="done"}')).toBe(2);
    expect(await metric('hub_flow_tasks_total{kind="done"}')).toBe(2);
    expect(await metric('hub_flow_journal_commit_seconds_count')).toBeGreaterThan(0);
    expect(await metric('hub_flow_journal_rows_sum')).toBeGreaterThanOrEqual(3);
    await eventually(async () => (await metric('hub_flow_runs_live')) === 0);
    const { text } = await hub.request('GET', '/metrics');
    expect(text.split('\n').filter((line) => /good|parked|run_0/.test(line))).toEqual([]);
    await hub.stop();
  },
);

interface Span {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly attributes: readonly { readonly key: string; readonly value: { readonly stringValue?: string } }[];
}

interface Export {
  readonly resourceSpans: readonly { readonly scopeSpans: readonly { readonly spans: readonly Span[] }[] }[];
}

verifies(
  'flows.figures',
  'a run is a span, what it calls are spans within it, and both belong to the trace of who began it',
  async () => {
    const collector = await startUpstream((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
    await start({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.origin });
    const { run: good } = await run('good');
    const { run: parked } = await run('parked', '0');
    await eventually(async () => {
      const { json } = await hub.request('GET', `/api/runs/${String(parked)}`);
      return (json as { status: string }).status === 'waiting';
    });
    await hub.request('POST', '/api/events', { body: { type: 'parked.go', data: {} } });
    await eventually(async () => {
      const { json } = await hub.request('GET', `/api/runs/${String(parked)}`);
      return (json as { status: string }).status === 'completed';
    });
    await hub.stop();
    const spans = collector.seen.flatMap(({ body }) =>
      (JSON.parse(body) as Export).resourceSpans.flatMap(({ scopeSpans }) =>
        scopeSpans.flatMap((scope) => scope.spans),
      ),
    );
    await collector.stop();
    const field = ({ attributes }: Span, key: string) =>
      attributes.find((one) => one.key === key)?.value.stringValue;
    const of = (id: unknown) =>
      spans.filter((span) => span.name === 'flow.run' && field(span, 'flow.run') === id);
    const inside = (run: Span) =>
      spans.filter((span) => span.parentSpanId === run.spanId).map(({ name }) => name);
    const [first] = of(good);
    expect(first && inside(first)).toEqual(['flow.call']);
    expect(first && field(first, 'flow.status')).toBe('completed');
    const request = spans.find(({ spanId }) => spanId === first?.parentSpanId);
    expect([request?.name, request?.traceId]).toEqual(['flows.run', first?.traceId]);
    // Once until it rests, and once when it goes on.
    expect(of(parked).map((span) => field(span, 'flow.status'))).toEqual(['waiting', 'completed']);
    expect(of(parked).map(inside)).toEqual([[], ['flow.call']]);
  },
);
