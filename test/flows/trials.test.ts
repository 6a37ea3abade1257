// slow: starts a hub
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { eventually } from '../setup/eventually.ts';
import { startTestHub, type TestHub } from '../setup/hub.ts';
import { startUpstream, type Upstream } from '../setup/upstream.ts';
import { verifies } from '../setup/verifies.ts';

/** Drafts that are tried out, over REST. */

let hub: TestHub;
let shop: Upstream;
const asked: string[] = [];

beforeAll(async () => {
  shop = await startUpstream((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ name: 'real' }));
  });
  hub = await startTestHub({ HUB_EGRESS_ALLOW: new URL(shop.origin).host });
  const document = {
    openapi: '3.1.0',
    info: { title: 'Pets', version: '1' },
    servers: [{ url: shop.origin }],
    paths: {
      '/pet': {
        get: {
          operationId: 'getPet',
          responses: {
            200: {
              description: 'a pet',
              content: { 'application/json': { example: { name: 'mocked' }, schema: { type: 'object' } } },
            },
          },
        },
      },
    },
  };
  await ok('POST', '/api/connectors/import', { name: 'pets', document: JSON.stringify(document) });
  await eventually(async () => (await hub.request('GET', '/api/connectors/pets')).status === 200);
});
afterAll(async () => {
  await hub?.stop();
  await shop?.stop();
});

const ok = async <T = Record<string, unknown>>(method: string, path: string, body?: object): Promise<T> => {
  const { status, json, text } = await hub.request(method, path, body === undefined ? {} : { body });
  if (status >= 300) throw new Error(`${method} ${path}: ${status} ${text}`);
  return json as T;
};

interface Tried {
  readonly run: string;
  readonly status: string;
  readonly output?: unknown;
  readonly error?: { readonly type: string; readonly detail?: string; readonly instance: string };
  readonly notes: readonly { readonly code: string }[];
}
const tryOut = (name: string, body: object): Promise<Tried> =>
  ok<Tried>('POST', `/api/flows/${name}/trial`, { wait: '20s', ...body });
const refused = async (name: string, body: object): Promise<string> => {
  const { status, json } = await hub.request('POST', `/api/flows/${name}/trial`, { body });
  return `${status} ${(json as { detail?: string }).detail ?? ''}`;
};

const textOf = (name: string, tasks: string, more: { head?: string; metadata?: string } = {}): string =>
  `document: { dsl: '1.0.3', namespace: test, name: ${name}, version: '1.0.0', metadata: { ${more.metadata ?? ''} } }
${more.head ?? ''}
do:
${tasks}`;
const save = async (
  name: string,
  tasks: string,
  more?: { head?: string; metadata?: string },
): Promise<void> => void (await ok('POST', '/api/flows', { text: textOf(name, tasks, more) }));

verifies('editor.trial', 'a text is run as it is in the editor, and the run is one of the list', async () => {
  await save('greet', '  - say: { set: { text: saved } }');
  const tried = await tryOut('greet', {
    text: textOf('greet', '  - say: { set: { text: \'${ "Hello \\(.name)" }\' } }'),
    input: { name: 'Ada' },
  });
  expect(tried).toMatchObject({ status: 'completed', output: { text: 'Hello Ada' }, notes: [] });
  expect(await ok('GET', `/api/runs/${tried.run}`)).toMatchObject({
    ...{ flow: 'greet', version: null, trigger: 'test', status: 'completed', input: { name: 'Ada' } },
  });
  expect(await tryOut('greet', {})).toMatchObject({ output: { text: 'saved' } });
});

test('with the mock nothing is asked of the other side, and the run stops at what goes out', async () => {
  const tasks = `  - pet: { call: pets.getPet, with: {} }
  - tell: { emit: { event: { with: { source: 'https://test.example', type: trial.told } } } }
  - last: { set: '\${ { last: . } }' }`;
  await save('mocked', tasks, { metadata: 'mode: fast' });
  const stopped = await tryOut('mocked', { mock: true });
  expect(stopped.status).toBe('faulted');
  expect(stopped.error).toMatchObject({ instance: '/do/1/tell' });
  expect(stopped.error?.detail).toContain('pin an output of "tell"');
  expect(stopped.notes.map(({ code }) => code)).toEqual(['durable', 'asks_mock', 'not_done']);
  const pinned = await tryOut('mocked', { mock: true, pins: { '/do/1/tell': '${ . }' } });
  expect(pinned).toMatchObject({ status: 'completed', output: { last: '${ . }' } });
  expect(asked).toEqual([]);
  const { items } = await ok<{ items: { place: string; output: unknown }[] }>(
    'GET',
    `/api/runs/${pinned.run}/tasks`,
  );
  expect(items.map(({ place, output }) => [place, output])).toEqual([
    ['/do/0/pet', { name: 'mocked' }],
    ['/do/1/tell', '${ . }'],
    ['/do/2/last', { last: '${ . }' }],
  ]);
  const { items: whole } = await ok<{ items: { call: unknown }[] }>(
    'GET',
    `/api/runs/${pinned.run}/tasks?task=${encodeURIComponent('/pet')}`,
  );
  expect(whole[0]?.call).toEqual({
    ...{ name: 'pets.getPet', function: 'operation', with: {}, answer: { name: 'mocked' } },
  });
  expect(await tryOut('mocked', { until: '/do/0/pet' })).toMatchObject({ output: { name: 'real' } });
  expect(asked).toEqual(['GET /pet']);
});

test('begins in the middle, and says why it cannot', async () => {
  await save('middle', "  - a: { set: { a: 1 } }\n  - b: { set: '${ { b: ., c: $context } }' }");
  const from = { place: '/do/1/b', input: 7, context: { x: 1 } };
  expect(await tryOut('middle', { from })).toMatchObject({ output: { b: 7, c: { x: 1 } } });
  expect(await refused('middle', { from: { place: '/do/5/b' } })).toContain('400 This flow cannot be tried');
  expect(await refused('middle', { text: textOf('other', '  - a: { set: { a: 1 } }') })).toContain(
    'The text calls its flow "other"',
  );
  expect(await refused('middle', { text: 'do: [' })).toMatch(/^4\d\d /);
  expect(await refused('nowhere', {})).toContain('404');
  expect(await refused('middle', { input: 1, run: 'run_00000000000000000000000000' })).toContain('400');
});

describe('what it begins with', () => {
  test('an event, as it would begin a run', async () => {
    const head = 'schedule: { on: { one: { with: { type: order.placed } } } }';
    await save('ordered', "  - a: { set: '${ .[0] | { type, data, hubspace: (.hubspace | type) } }' }", {
      head,
    });
    expect(await tryOut('ordered', { event: { type: 'order.placed', data: { n: 1 } } })).toMatchObject({
      output: { type: 'order.placed', data: { n: 1 }, hubspace: 'string' },
    });
    await save('called', '  - a: { set: { a: 1 } }');
    expect(await refused('called', { event: { type: 'x' } })).toContain('No event begins this flow');
  });

  test('the input of a run, unless something in it is masked', async () => {
    await save('again', "  - a: { set: '${ { got: .name } }' }", { metadata: 'sensitive: [pin]' });
    const plain = await tryOut('again', { input: { name: 'Ada' } });
    expect(await tryOut('again', { run: plain.run })).toMatchObject({ output: { got: 'Ada' } });
    const masked = await tryOut('again', { input: { name: 'Ada', pin: 'very-secret' } });
    expect(await refused('again', { run: masked.run })).toContain('holds masked values');
    expect(await refused('called', { run: plain.run })).toContain('is a run of "again"');
  });
});

verifies('editor.trial.apart', 'a trial holds up no run, replaces none, and rings no alarm', async () => {
  const metadata = 'concurrency: { max: 1, policy: replace }';
  await save('turns', '  - w: { wait: { minutes: 5 } }', { metadata });
  await ok('POST', '/api/flows/turns/publish', {});
  const real = await ok<{ run: string }>('POST', '/api/flows/turns/run?wait=0', { input: {} });
  await save('alarm', '  - a: { set: { rung: true } }', {
    head: 'schedule: { on: { one: { with: { type: io.serverlessworkflow.workflow.faulted.v1 } } } }',
  });
  await ok('POST', '/api/flows/alarm/publish', {});
  const error = "{ type: 'https://a.example', status: 500, title: no }";
  const failing = `  - no: { raise: { error: ${error} } }`;
  const tried = await tryOut('turns', { text: textOf('turns', failing, { metadata }) });
  expect(tried.status).toBe('faulted');
  // A real failure after it is heard, and so would have been the other.
  await save('fails', failing);
  await ok('POST', '/api/flows/fails/publish', {});
  await ok('POST', '/api/flows/fails/run', { input: {} });
  const runs = await eventually(async () => {
    const { items } = await ok<{ items: { run: string }[] }>('GET', '/api/runs?flow=alarm');
    return items.length > 0 && items;
  });
  expect(runs).toHaveLength(1);
  const [rung] = runs;
  const { input } = await ok<{ input: { source: string }[] }>('GET', `/api/runs/${rung?.run}`);
  expect(input[0]?.source).toBe('/flows/fails');
  expect(await ok('GET', `/api/runs/${real.run}`)).toMatchObject({ endedAt: null });
});

test('who may not run flows tries none out', async () => {
  const { secret } = await ok<{ secret: string }>('POST', '/api/keys', {
    name: 'writes only',
    permissions: ['flows.read', 'flows.write'],
  });
  const { status, json } = await hub.request('POST', '/api/flows/greet/trial', {
    body: {},
    headers: { authorization: `Bearer ${secret}` },
  });
  expect([status, (json as { code: string }).code]).toEqual([403, 'forbidden']);
});

verifies(
  'editor.trial.apart',
  'a trial that failed is no dead letter, and a real run that did is one',
  async () => {
    const tasks =
      "  - no: { raise: { error: { type: 'https://example.com/no', status: 400, title: No } } }\n";
    await save('never-works', tasks);
    const { run, status } = await tryOut('never-works', {});
    expect(status).toBe('faulted');
    const dead = async (which: string): Promise<string[]> =>
      (await ok<{ items: { run: string }[] }>('GET', `/api/runs?flow=never-works&dead=${which}`)).items.map(
        (one) => one.run,
      );
    for (const which of ['open', 'all', 'dismissed']) expect(await dead(which)).toEqual([]);
    await ok('POST', '/api/flows/never-works/publish', {});
    const real = await ok<Tried>('POST', '/api/flows/never-works/run?wait=20s', { input: {} });
    expect(real.status).toBe('faulted');
    expect(await dead('open')).toEqual([real.run]);
    expect(await ok('POST', '/api/retries', { flow: 'never-works', dryRun: true })).toMatchObject({
      count: 1,
    });
    const { items } = await ok<{ items: unknown[] }>('GET', '/api/runs?flow=never-works&status=faulted');
    expect(items).toHaveLength(2);
    expect(run).not.toBe(real.run);
  },
);
