// slow: a whole hub, and what it talks to
import { request as ask, type IncomingMessage } from 'node:http';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { eventually } from '../setup/eventually.ts';
import { json, startImportedApi, type ImportedApi } from '../setup/imported-api.ts';
import { verifies } from '../setup/verifies.ts';

let api: ImportedApi;

const list = { type: 'array', items: { type: 'integer' } };
const query = (...names: string[]) => names.map((name) => ({ name, in: 'query', schema: {} }));
const get = (operationId: string, parameters: object[], schema: object) => ({
  get: {
    operationId,
    parameters,
    responses: { 200: { description: '', content: { 'application/json': { schema } } } },
  },
});
const object = (properties: object) => ({ type: 'object', properties });

const document = {
  paths: {
    '/cursor': get('byCursor', query('cursor'), object({ data: list, next_cursor: {} })),
    '/page': get('byPage', query('page', 'per_page'), list),
    '/offset': get('byOffset', query('offset', 'limit'), object({ items: list })),
    '/url': get('byUrl', query('page'), object({ results: list, next: { type: 'string' } })),
    '/link': get('byLink', [], list),
    '/plain': get('plain', [], object({ name: {} })),
  },
};

beforeAll(async () => {
  api = await startImportedApi();
  await api.importAs('lists', document);
  await api.settings('lists', { operations: { byLink: { paging: { kind: 'link', items: '' } } } });
});
afterAll(() => api.stop());

/** Ten numbers, three a page. */
const all = Array.from({ length: 10 }, (_, at) => at);
const asked = (request: IncomingMessage, name: string): number =>
  Number(new URL(request.url ?? '', 'http://x').searchParams.get(name) ?? Number.NaN);

beforeEach(() => {
  const origin = api.upstream.origin;
  api.routes.set('/cursor', (request, response) => {
    const from = asked(request, 'cursor') || 0;
    const next = from + 3 < all.length ? { next_cursor: String(from + 3) } : { next_cursor: '' };
    json(response, { data: all.slice(from, from + 3), ...next });
  });
  api.routes.set('/page', (request, response) => {
    const page = asked(request, 'page') || 1;
    json(response, all.slice((page - 1) * 3, page * 3));
  });
  api.routes.set('/offset', (request, response) => {
    const from = asked(request, 'offset') || 0;
    json(response, { items: all.slice(from, from + asked(request, 'limit')) });
  });
  api.routes.set('/url', (request, response) => {
    const page = asked(request, 'page') || 1;
    const next =
      page * 3 < all.length ? { next: page === 1 ? '/url?page=2' : `${origin}/url?page=${page + 1}` } : {};
    json(response, { results: all.slice((page - 1) * 3, page * 3), ...next });
  });
  api.routes.set('/link', (request, response) => {
    const page = asked(request, 'at') || 1;
    if (page * 3 < all.length)
      response.setHeader('link', `<${origin}/link?at=9>; rel="last", <?at=${page + 1}>; rel="next"`);
    json(response, all.slice((page - 1) * 3, page * 3));
  });
});

const paged = [
  ['byCursor', {}],
  ['byPage', {}],
  ['byPage', { per_page: 3 }],
  ['byOffset', { limit: 3 }],
  ['byUrl', {}],
  ['byLink', {}],
] as const;

verifies('connectors.call.pages', 'lists that go on in five ways are read to the end as one', async () => {
  for (const [operation, input] of paged) {
    const answer = await api.call('lists', operation, { all: true, input });
    expect([operation, answer.output, answer.complete]).toEqual([operation, all, true]);
    expect(answer.pages).toBeGreaterThanOrEqual(4);
  }
  const some = await api.call('lists', 'byCursor', { all: true, maxItems: 4 });
  expect([some.output, some.complete, some.pages]).toEqual([[0, 1, 2, 3], false, 2]);
  expect((await api.call('lists', 'byCursor')).output).toEqual({ data: [0, 1, 2], next_cursor: '3' });
});

verifies(
  'connectors.call.pages',
  'a list that never ends, leads elsewhere or to nowhere is an error that says so',
  async () => {
    api.routes.set('/cursor', (request, response) =>
      json(response, { data: [1], next_cursor: asked(request, 'cursor') === 1 ? '2' : '1' }),
    );
    expect(await api.call('lists', 'byCursor', { all: true })).toMatchObject({
      http: 502,
      code: 'upstream_failed',
      detail: expect.stringContaining('do not end') as unknown,
    });
    for (const next of ['https://elsewhere.example/url?page=2', 'http://[', 'file:///etc/passwd']) {
      api.routes.set('/url', (_, response) => json(response, { results: [1], next }));
      expect(await api.call('lists', 'byUrl', { all: true })).toMatchObject({
        http: 502,
        code: 'upstream_failed',
        detail: expect.stringContaining('The next page of "byUrl"') as unknown,
      });
    }
    api.routes.set('/page', (_, response) => json(response, { no: 'list' }));
    expect(await api.call('lists', 'byPage', { all: true })).toMatchObject({
      http: 502,
      code: 'upstream_failed',
    });
    expect(await api.call('lists', 'plain', { all: true })).toMatchObject({
      http: 400,
      code: 'input_invalid',
    });
  },
);

const stream = (operation: string, body: object) =>
  api.hub.request('POST', `/api/operations/lists/${operation}/stream`, { body });
const linesOf = (text: string): unknown[] =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);

verifies(
  'connectors.call.stream',
  'items come as lines, and the last line says that these were all',
  async () => {
    for (const [operation, input] of paged) {
      const { status, headers, text } = await stream(operation, { input });
      expect([operation, status, headers.get('content-type')]).toEqual([
        operation,
        200,
        'application/x-ndjson',
      ]);
      const lines = linesOf(text);
      expect(lines.slice(0, -1)).toEqual(all.map((item) => ({ item })));
      expect(lines.at(-1)).toMatchObject({ done: { items: 10, complete: true } });
    }
    expect(linesOf((await stream('byCursor', { maxItems: 4 })).text).at(-1)).toEqual({
      done: { items: 4, pages: 2, complete: false },
    });
  },
);

verifies(
  'connectors.call.stream',
  'a failure at once is a problem like any other, a later one is the last line',
  async () => {
    api.routes.set('/cursor', (request, response) =>
      Number.isNaN(asked(request, 'cursor'))
        ? json(response, { data: [1], next_cursor: '5' })
        : json(response, { message: 'broken there' }, 400),
    );
    const late = linesOf((await stream('byCursor', {})).text);
    expect(late).toEqual([
      { item: 1 },
      {
        error: expect.objectContaining({
          code: 'upstream_failed',
          detail: expect.stringContaining('broken there') as unknown,
        }),
      },
    ]);
    api.routes.set('/cursor', (_, response) => json(response, { message: 'broken here' }, 400));
    const early = await stream('byCursor', {});
    expect([early.status, early.json]).toEqual([502, expect.objectContaining({ code: 'upstream_failed' })]);
    expect((await stream('plain', {})).status).toBe(400);
    const kept = await api.hub.request('POST', '/api/operations/lists/byPage/stream', {
      body: {},
      headers: { 'idempotency-key': 'again' },
    });
    expect([kept.status, kept.json]).toEqual([400, expect.objectContaining({ code: 'header_invalid' })]);
  },
);

verifies(
  'connectors.call.stream',
  'who reads nothing is not overrun, and who goes away ends it',
  async () => {
    let pages = 0;
    const padding = 'x'.repeat(100_000);
    api.routes.set('/cursor', (_, response) => {
      pages++;
      json(response, { data: Array.from({ length: 10 }, () => padding), next_cursor: String(pages) });
    });
    const { host, key } = api.hub;
    const [hostname, port] = host.split(':');
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
      ask({ hostname, port, path: '/api/operations/lists/byCursor/stream', method: 'POST', headers }, resolve)
        .once('error', reject)
        .end('{}');
    });
    answer.pause();
    // Buffers of both sides fill up, and then no further page is asked for.
    let before = -1;
    await eventually(
      () => {
        const stands = pages === before && pages > 1;
        before = pages;
        return stands;
      },
      { intervalMs: 300 },
    );
    expect(pages).toBeLessThan(60);
    answer.destroy();
    await eventually(async () =>
      /hub_http_requests_in_flight 0\b/.test((await api.hub.request('GET', '/metrics')).text),
    );
    const after = pages;
    await api.call('lists', 'byPage');
    expect(pages).toBeLessThanOrEqual(after + 1);
  },
);

test('the document of the hub says that this answer comes in lines', async () => {
  const { paths } = (await api.hub.request('GET', '/openapi.json')).json as {
    paths: Record<
      string,
      { post?: { responses: Record<string, { content: object }>; parameters: { name: string }[] } }
    >;
  };
  const described = paths['/api/operations/{connector}/{operation}/stream']?.post;
  expect(Object.keys(described?.responses['200']?.content ?? {})).toEqual(['application/x-ndjson']);
  expect(described?.parameters.map(({ name }) => name)).not.toContain('Idempotency-Key');
});
