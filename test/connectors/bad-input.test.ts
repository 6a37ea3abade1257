// slow: sends a whole hub documents of many megabytes
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { json, startImportedApi, type ImportedApi } from '../setup/imported-api.ts';
import { startUpstream, type Upstream } from '../setup/upstream.ts';
import { verifies } from '../setup/verifies.ts';
import { zipOf } from './zip-writer.ts';

/** What strangers give as a document, over REST, to a whole hub. */
let api: ImportedApi;
let canary: Upstream;

beforeAll(async () => {
  api = await startImportedApi();
  canary = await startUpstream((_, response) => json(response, { openapi: '3.1.0', paths: {} }));
});
afterAll(async () => {
  await api.stop();
  await canary.stop();
});

interface Problem {
  readonly code: string;
  readonly detail: string;
  readonly line?: number;
}
interface Preview {
  readonly result: {
    readonly operations: number;
    readonly skipped: readonly { readonly reason: string }[];
    readonly notes: readonly string[];
    readonly title: string;
  };
  readonly operations: readonly { readonly name: string }[];
}

const give = (body: object, path = 'preview') => api.hub.request('POST', `/api/connectors/${path}`, { body });
const refused = async (body: object): Promise<Problem & { status: number }> => {
  const { status, json: problem } = await give(body);
  return { ...(problem as Problem), status };
};
const previewed = async (body: object): Promise<Preview> => {
  const answer = await give(body);
  if (answer.status !== 200) throw new Error(answer.text.slice(0, 500));
  return answer.json as Preview;
};

const bomb = (words: number): string =>
  [
    'openapi: 3.1.0',
    'a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]',
    ...Array.from(
      { length: words },
      (_, at) => `a${at + 1}: &a${at + 1} [${Array.from({ length: 9 }, () => `*a${at}`).join(', ')}]`,
    ),
  ].join('\n');

verifies('connectors.import.bad-input', 'what is no document is refused with what it is', async () => {
  const cases: readonly [string, object, string][] = [
    ['nothing', { document: ' ' }, 'it is empty'],
    ['HTML', { document: '<!doctype html><p>hi' }, 'it is HTML or XML'],
    ['another JSON', { document: '{"a":1}' }, 'only "a"'],
    ['a list', { document: '[1]' }, 'an object with "openapi" or "swagger"'],
    ['a word', { document: 'hello' }, 'an object with "openapi" or "swagger"'],
    ['AsyncAPI', { document: 'asyncapi: 3.0.0' }, '"asyncapi"'],
    ['an old version', { document: 'swagger: "1.2"' }, '"1.2" is no version the hub reads'],
    ['half of it', { document: '{"openapi": "3.1.0", "paths": {' }, 'line 1'],
    ['bytes', { document: 'openapi: "3\u0001.0"\n\u0002' }, ''],
    [
      'a zip of nothing',
      { archive: zipOf([{ name: 'readme.md', content: 'x' }]).toString('base64') },
      'none of its files begins like an OpenAPI document',
    ],
    ['no zip', { archive: 'aGVsbG8=' }, ''],
    ['a YAML bomb', { document: bomb(9) }, ''],
    ['an alias of itself', { document: 'openapi: 3.1.0\npaths: &a\n  x: *a' }, ''],
    [
      'deep nesting in JSON',
      { document: `{"openapi":"3.1.0","a":${'['.repeat(100_000)}${']'.repeat(100_000)}}` },
      'nested more than',
    ],
    [
      'deep nesting in YAML',
      { document: `openapi: 3.1.0\na: ${'['.repeat(20_000)}${']'.repeat(20_000)}` },
      'nest',
    ],
    ['an overlay that is none', { document: 'openapi: 3.1.0\npaths: {}', overlay: 'hello' }, 'verlay'],
  ];
  for (const [name, body, says] of cases) {
    const problem = await refused(body);
    expect([name, problem.status, problem.code]).toEqual([name, 422, 'import_failed']);
    expect([name, problem.detail]).toEqual([name, expect.stringContaining(says)]);
  }
});

verifies('connectors.import.bad-input', 'a fault of the text is told by its line', async () => {
  expect(await refused({ document: 'openapi: 3.1.0\npaths:\n  /a:\n   get: [\n' })).toMatchObject({
    code: 'import_failed',
    line: expect.any(Number),
  });
});

verifies('connectors.import.bad-input', 'what cannot be taken in is refused at the door', async () => {
  expect(await refused({})).toMatchObject({ status: 400, code: 'input_invalid' });
  expect(await refused({ document: '{}', url: 'https://x.example' })).toMatchObject({
    status: 400,
    code: 'input_invalid',
  });
  expect(await refused({ url: 'file:///etc/passwd' })).toMatchObject({ status: 400, code: 'input_invalid' });
  expect(await refused({ archive: 'not base64!' })).toMatchObject({ status: 400, code: 'input_invalid' });
  const name = await give({ name: 'import', document: 'openapi: 3.1.0' }, 'import');
  expect([name.status, name.json]).toEqual([400, expect.objectContaining({ code: 'input_invalid' })]);
  const large = await api.hub.raw(
    `POST /api/connectors/preview HTTP/1.1\r\nhost: ${api.hub.host}\r\nauthorization: Bearer ${api.hub.key}\r\ncontent-type: application/json\r\ncontent-length: 110000000\r\n\r\n`,
  );
  expect(large).toMatch(/^HTTP\/1\.1 413 /);
});

verifies(
  'connectors.import.no-calls',
  'a document leads the hub to no address but its own host',
  async () => {
    const before = canary.connections();
    const ref = { $ref: `${canary.origin}/x.yaml#/a` };
    const tree = {
      openapi: '3.1.0',
      info: { title: 'x', version: '1', termsOfService: canary.origin },
      servers: [{ url: canary.origin }],
      externalDocs: { url: canary.origin },
      paths: {
        '/a': ref,
        '/b': { get: { parameters: [ref], responses: {} } },
        '/c': { get: { responses: { 200: ref } } },
      },
      components: {
        schemas: { A: ref, B: { $id: `${canary.origin}/b`, $ref: 'c', $schema: `${canary.origin}/dialect` } },
        securitySchemes: { o: { type: 'openIdConnect', openIdConnectUrl: `${canary.origin}/.well-known` } },
        examples: { e: { externalValue: `${canary.origin}/e` } },
      },
    };
    const { result } = await previewed({ document: tree });
    expect(result.operations).toBe(1);
    expect(result.skipped).toHaveLength(2);
    await previewed({
      archive: zipOf([{ name: 'openapi.json', content: JSON.stringify(tree) }]).toString('base64'),
    });
    api.routes.set('/openapi.json', (_, response) => json(response, tree));
    const { result: fetched } = await previewed({ url: `${api.upstream.origin}/openapi.json` });
    expect(fetched.notes.join('\n')).toContain('is on another host than the document');
    for (const url of [
      `${canary.origin}/openapi.json`,
      'http://169.254.169.254/latest/meta-data',
      'http://[::1]:1/',
    ])
      expect((await refused({ url })).code).toBe('egress_refused');
    api.routes.set('/leads', (_, response) => response.writeHead(302, { location: canary.origin }).end());
    expect((await refused({ url: `${api.upstream.origin}/leads` })).code).toBe('egress_refused');
    expect(canary.connections()).toBe(before);
  },
);

verifies(
  'connectors.import.isolation',
  'ids said twice, names of JavaScript, numbers and odd letters become operations, stored and read again',
  async () => {
    const document = JSON.stringify({
      openapi: '3.1.0',
      info: { title: 'odd \u0000 \ud800', version: '\u0000' },
      paths: {
        '/a': { get: { operationId: 'same', responses: {} }, post: { operationId: 'same', responses: {} } },
        '/b': {
          get: {
            operationId: 'same',
            summary: `${'x'.repeat(298)}😀`,
            tags: ['\u0000', 'y'.repeat(100_000)],
            description: '\u0000',
            responses: {},
          },
        },
        [`/${'long'.repeat(20_000)}`]: {
          get: {
            parameters: [
              { name: '__proto__', in: 'query', schema: { default: '\ud800' } },
              { name: 'n'.repeat(200_000), in: 'query', schema: {} },
            ],
            responses: {},
          },
        },
        '/constructor': { get: { operationId: 'constructor', responses: {} } },
      },
      components: { securitySchemes: { '\u0000': { type: 'apiKey', in: 'header', name: 'k' } } },
    });
    for (const state of ['published', 'unchanged']) {
      const answer = await give({ name: 'odd', document }, 'import');
      expect([answer.status, answer.json]).toEqual([
        200,
        expect.objectContaining({ state, operations: 5, skipped: [], changes: [] }),
      ]);
    }
    const shown = await api.hub.request('GET', '/api/connectors/odd/operations?q=same');
    expect((shown.json as { items: unknown[] }).items).toHaveLength(3);
    expect((await api.hub.request('GET', '/api/connections/form?connector=odd')).status).toBeLessThan(500);
    expect((await api.hub.request('GET', '/api/connectors/odd/operations/constructor')).status).toBe(200);
    for (const version of ['99999999999', '0', '-1', 'x', '2147483648'])
      for (const path of [
        `versions/${version}`,
        `operations?version=${version}`,
        `operations/same?version=${version}`,
      ])
        expect((await api.hub.request('GET', `/api/connectors/odd/${path}`)).status).toBeLessThan(500);
  },
);

verifies(
  'connectors.import.unharmed',
  'the hub answers others while 10,000 operations come in, in each of the three ways',
  async () => {
    const schema = { anyOf: Array.from({ length: 20 }, (_, at) => ({ type: 'string', maxLength: at })) };
    const paths = Object.fromEntries(
      Array.from({ length: 10_000 }, (_, at) => [
        `/things/${at}`,
        { get: { parameters: [{ $ref: '#/components/parameters/p' }], responses: {} } },
      ]),
    );
    const parameters = { p: { name: 'p', in: 'query', schema } };
    const large = JSON.stringify({ openapi: '3.1.0', paths, components: { parameters } });
    api.routes.set('/large.json', (_, response) => response.end(large));
    const archive = zipOf([{ name: 'openapi.json', content: large }]).toString('base64');
    for (const body of [{ document: large }, { url: `${api.upstream.origin}/large.json` }, { archive }]) {
      let running = true;
      const reading = previewed(body).finally(() => {
        running = false;
      });
      let answered = 0;
      while (running) if ((await api.hub.request('GET', '/api/space')).status === 200) answered++;
      expect((await reading).result.operations).toBe(10_000);
      // The hub and this test share one thread: a document that is read on it lets nobody through.
      expect(answered).toBeGreaterThan(10);
    }
    const stored = await give({ name: 'large', document: large }, 'import');
    expect(stored.json).toMatchObject({ operations: 10_000, state: 'published' });
    const list = await api.hub.request('GET', '/api/connectors/large/operations?limit=5&q=9999');
    expect((list.json as { items: unknown[] }).items).toHaveLength(1);
  },
);

test('a caller who goes away ends the import', async () => {
  api.routes.set('/slow.json', () => undefined);
  const stop = new AbortController();
  const asked = fetch(`${api.hub.url}/api/connectors/preview`, {
    method: 'POST',
    headers: { authorization: `Bearer ${api.hub.key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ url: `${api.upstream.origin}/slow.json` }),
    signal: stop.signal,
  }).catch(() => 'gone');
  while (!api.upstream.seen.some(({ path }) => path === '/slow.json'))
    await api.hub.request('GET', '/api/space');
  stop.abort();
  expect(await asked).toBe('gone');
  while (api.upstream.openNow() > 1) await api.hub.request('GET', '/api/space');
});
