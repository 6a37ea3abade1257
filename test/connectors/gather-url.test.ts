import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { gatherFromUrl } from '../../connectors/openapi/gather.ts';
import { parseAllowList } from '../../platform/egress/allow-list.ts';
import { createEgress, type Egress } from '../../platform/egress/egress.ts';
import { eventually } from '../setup/eventually.ts';
import { recordedLog } from '../setup/recorded-log.ts';
import { startUpstream, type Upstream } from '../setup/upstream.ts';
import { zipOf } from './zip-writer.ts';

let upstream: Upstream;
let other: Upstream;
let egress: Egress;
let files: Map<string, string | Buffer>;

beforeEach(async () => {
  files = new Map();
  upstream = await startUpstream((request, response) => {
    const path = request.url ?? '/';
    const content = files.get(path);
    if (path.startsWith('/moved/'))
      response.writeHead(302, { location: path.replace('/moved/', '/new/') }).end();
    else if (path === '/slow.yaml') response.writeHead(200).write('a: ');
    else if (content === undefined) response.writeHead(404).end('no');
    else response.writeHead(200, { 'content-type': 'text/html' }).end(content);
  });
  other = await startUpstream((_, response) => response.end('secret: 1'));
  egress = createEgress({
    allow: parseAllowList([`127.0.0.1:${upstream.port}`]).entries,
    log: recordedLog(),
  });
});
afterEach(async () => {
  await egress.close();
  await Promise.all([upstream.stop(), other.stop()]);
});

const gather = (path: string, limits = {}) => gatherFromUrl(`${upstream.origin}${path}`, { egress, limits });
const put = (path: string, content: unknown) => files.set(path, JSON.stringify(content));

test('files next to the document are fetched, each once, and come in one tree', async () => {
  put('/api/openapi.json?v=1', {
    a: { $ref: 'b.json#/x' },
    b: { $ref: './b.json' },
    c: { $ref: `${upstream.origin}/c.json` },
  });
  put('/api/b.json', { x: { $ref: '../c.json' }, back: { $ref: 'openapi.json?v=1#/a' } });
  put('/c.json', { y: { $ref: '#/y' } });
  const { tree, notes, original } = await gather('/api/openapi.json?v=1');
  expect(notes).toEqual([]);
  expect(tree).toEqual({
    a: { $ref: '#/x-files/b/x' },
    b: { $ref: '#/x-files/b' },
    c: { $ref: '#/x-files/c' },
    'x-files': {
      b: { x: { $ref: '#/x-files/c' }, back: { $ref: '#/a' } },
      c: { y: { $ref: '#/x-files/c/y' } },
    },
  });
  expect(Buffer.from(original).toString()).toBe(files.get('/api/openapi.json?v=1'));
  expect(upstream.seen.map(({ path }) => path)).toEqual(['/api/openapi.json?v=1', '/api/b.json', '/c.json']);
});

test('after a redirect references start from where the file came from', async () => {
  put('/new/openapi.json', { a: { $ref: 'a.json' } });
  put('/new/a.json', { ok: 1 });
  const { tree, files: gathered } = await gather('/moved/openapi.json');
  expect(tree).toMatchObject({ 'x-files': { a: { ok: 1 } } });
  expect(gathered[0]).toBe(`${upstream.origin}/new/openapi.json`);
});

test('other hosts, other schemes and missing files are not followed, but listed', async () => {
  put('/openapi.json', {
    a: { $ref: `${other.origin}/x.yaml` },
    b: { $ref: `//127.0.0.1:${other.port}/x.yaml` },
    c: { $ref: 'file:///etc/passwd' },
    d: { $ref: 'gone.json' },
    e: { $ref: '#/nowhere' },
  });
  const { tree, notes } = await gather('/openapi.json');
  expect(tree).toMatchObject({
    a: { $ref: `${other.origin}/x.yaml` },
    d: { $ref: 'gone.json' },
    e: { $ref: '#/nowhere' },
  });
  expect(notes).toEqual([
    expect.stringMatching(/^#\/a\/\$ref: .* is on another host/),
    expect.stringMatching(/^#\/b\/\$ref: .* is on another host/),
    expect.stringMatching(/^#\/c\/\$ref: .* no address the hub calls/),
    expect.stringMatching(/^#\/d\/\$ref: .* answered 404/),
  ]);
  expect(other.connections()).toBe(0);
});

test('a file that leads away by a redirect is checked by egress', async () => {
  const leading = await startUpstream((request, response) => {
    if (request.url === '/openapi.json') response.end('{"a": {"$ref": "away.json"}}');
    else response.writeHead(302, { location: `${other.origin}/x.yaml` }).end();
  });
  const both = createEgress({
    allow: parseAllowList([`127.0.0.1:${leading.port}`]).entries,
    log: recordedLog(),
  });
  const { notes } = await gatherFromUrl(`${leading.origin}/openapi.json`, { egress: both });
  expect(notes).toEqual([expect.stringContaining('"away.json" is not here')]);
  expect(other.connections()).toBe(0);
  await both.close();
  await leading.stop();
});

test('a zip at an address is unpacked', async () => {
  files.set(
    '/api',
    zipOf([
      { name: 'openapi.yaml', content: 'a: {$ref: b.yaml}' },
      { name: 'b.yaml', content: 'x: 1' },
    ]),
  );
  expect((await gather('/api')).tree).toEqual({ a: { $ref: '#/x-files/b' }, 'x-files': { b: { x: 1 } } });
});

test('so many files, so many bytes, so much time', async () => {
  put('/many.json', Object.fromEntries(Array.from({ length: 20 }, (_, at) => [at, { $ref: `f${at}.json` }])));
  for (let at = 0; at < 20; at++) put(`/f${at}.json`, { text: 'x'.repeat(1_000) });
  const few = await gather('/many.json', { files: 5 });
  expect(few.files).toHaveLength(5);
  expect(few.notes).toHaveLength(16);
  expect(few.notes[15]).toContain('more than 5 files');

  const small = await gather('/many.json', { bytes: 8_000 });
  expect(small.files.length).toBeLessThan(10);
  expect(small.notes.length).toBe(21 - small.files.length);

  put('/waits.json', { a: { $ref: 'slow.yaml' }, b: { $ref: 'f1.json' } });
  const late = await gather('/waits.json', { totalMs: 500 });
  expect(late.notes).toEqual([expect.stringContaining('"slow.yaml" is not here')]);
  expect(late.tree).toMatchObject({ b: { $ref: '#/x-files/f1' } });
});

test('a document that is not there, or that egress does not call, is an error', async () => {
  await expect(gather('/gone.yaml')).rejects.toMatchObject({ code: 'import_failed' });
  await expect(gatherFromUrl(`${other.origin}/x`, { egress })).rejects.toMatchObject({
    code: 'egress_refused',
  });
  expect(other.connections()).toBe(0);
});

test('who stops waiting stops the fetching', async () => {
  put('/waits.json', { a: { $ref: 'slow.yaml' } });
  const stop = new AbortController();
  const gathering = gatherFromUrl(`${upstream.origin}/waits.json`, { egress, signal: stop.signal });
  const outcome = expect(gathering).rejects.toMatchObject({ name: 'HubError' });
  await eventually(() => expect(upstream.seen.at(-1)?.path).toBe('/slow.yaml'));
  stop.abort();
  await outcome;
});
