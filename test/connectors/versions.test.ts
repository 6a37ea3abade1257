// slow: a whole hub, and what it talks to
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startImportedApi, type ImportedApi } from '../setup/imported-api.ts';
import { verifies } from '../setup/verifies.ts';

let api: ImportedApi;
beforeAll(async () => {
  api = await startImportedApi();
});
afterAll(() => api.stop());

const get = (operationId: string, more: object = {}) => ({ get: { operationId, responses: {}, ...more } });
const required = { parameters: [{ name: 'a', in: 'query', required: true, schema: {} }] };
const ask = async (method: string, path: string) => {
  const { status, json } = await api.hub.request(
    method,
    `/api/connectors/${path}`,
    method === 'POST' ? { body: {} } : {},
  );
  return { status, json: json as Record<string, unknown> };
};
const names = async (query = ''): Promise<string[]> =>
  ((await ask('GET', `shop/operations?limit=50${query}`)).json['items'] as { name: string }[]).map(
    ({ name }) => name,
  );

verifies(
  'connectors.versions',
  'a re-import is a draft with its changes; published, undone, discarded, deleted',
  async () => {
    const first = await api.importAs('shop', { paths: { '/a': get('a'), '/b': get('b'), '/c': get('c') } });
    expect(first).toMatchObject({ version: 1, state: 'published', changes: [] });
    const second = await api.importAs('shop', {
      paths: { '/a': get('renamed', required), '/b': get('b'), '/d': get('d') },
    });
    expect(second).toMatchObject({ version: 2, state: 'draft' });
    expect(second.changes.map(({ operation, kind, breaking }) => [operation, kind, breaking])).toEqual([
      ['a', 'changed', true],
      ['d', 'added', false],
      ['c', 'removed', true],
    ]);
    // Nothing has changed until somebody says so, and both stand side by side.
    expect(await names()).toEqual(['a', 'b', 'c']);
    expect(await names('&version=2')).toEqual(['a', 'b', 'd']);
    expect((await api.call('shop', 'a')).http).toBe(200);
    expect((await ask('GET', 'shop/versions/2')).json['changes']).toEqual(
      second.changes.map((change) => ({ ...change, flows: [], toolsets: [] })),
    );

    expect((await ask('POST', 'shop/versions/2/publish')).json).toMatchObject({ version: 2, operations: 3 });
    expect(await names()).toEqual(['a', 'b', 'd']);
    expect(await api.call('shop', 'a')).toMatchObject({ http: 400, code: 'input_invalid' });
    expect(await api.call('shop', 'c')).toMatchObject({
      http: 404,
      detail: expect.stringContaining('Version 1 was the last that had it.'),
    });
    expect((await api.call('shop', 'never')).detail).not.toContain('Version');
    expect((await api.call('shop', 'd')).http).toBe(200);

    expect((await ask('POST', 'shop/versions/1/publish')).status).toBe(200);
    expect((await api.call('shop', 'c')).http).toBe(200);
    expect((await ask('DELETE', 'shop/versions/2')).status).toBe(409);

    const third = await api.importAs('shop', { paths: { '/a': get('a') } });
    expect(third).toMatchObject({ version: 3, state: 'draft' });
    expect((await ask('DELETE', 'shop/versions/3')).status).toBe(200);
    expect((await ask('POST', 'shop/versions/3/publish')).status).toBe(409);
    const versions = (await ask('GET', 'shop/versions')).json['items'] as {
      version: number;
      state: string;
      current: boolean;
    }[];
    expect(versions.map(({ version, state, current }) => [version, state, current])).toEqual([
      [3, 'discarded', false],
      [2, 'published', false],
      [1, 'published', true],
    ]);
    expect((await ask('GET', 'shop/versions/9')).status).toBe(404);

    expect((await ask('DELETE', 'shop')).status).toBe(200);
    expect((await ask('GET', 'shop')).status).toBe(404);
    expect((await api.call('shop', 'a')).http).toBe(404);
  },
);

test('operations are listed by name, unless they are asked for in another order', async () => {
  const paths = { '/1': get('zebra'), '/2': get('Ant'), '/3': get('bee') };
  await api.importAs('zoo', { paths });
  const listed = async (query: string): Promise<string[]> =>
    ((await ask('GET', `zoo/operations?${query}`)).json['items'] as { name: string }[]).map(
      ({ name }) => name,
    );
  expect(await listed('')).toEqual(['Ant', 'bee', 'zebra']);
  expect(await listed('sort=-name')).toEqual(['zebra', 'bee', 'Ant']);
  expect(await listed('sort=path')).toEqual(['zebra', 'Ant', 'bee']);
});

test('what gives the same plan is no new version, in whatever order and spelling it comes', async () => {
  const paths = { '/a': get('a', required), '/b': get('b') };
  await api.importAs('same', { paths });
  const same = { version: 1, state: 'unchanged', changes: [] };
  expect(await api.importAs('same', { paths })).toMatchObject(same);
  expect(await api.importAs('same', { paths: { '/b': paths['/b'], '/a': paths['/a'] } })).toMatchObject(same);
  expect(await api.importAs('same', { paths: { '/a': paths['/a'] } })).toMatchObject({
    version: 2,
    state: 'draft',
  });
  // Beside a draft too: it is compared with what is in use.
  expect(await api.importAs('same', { paths })).toMatchObject(same);
  expect(await api.importAs('same', { paths, info: { title: 'same', version: '2' } })).toMatchObject({
    version: 3,
    state: 'draft',
  });
});

test('each step of a connector is told, with the change that it is about', async () => {
  const told = async (): Promise<unknown[]> => {
    const { rows } = await api.hub.database.superuser.query<{ type: string; data: unknown }>(
      "select type, data from outbox where type like 'connector.%' and subject = 'news' order by seq",
    );
    return rows.map(({ type, data }) => [type, data]);
  };
  const name = 'news';
  await api.importAs(name, { paths: { '/a': get('a') } });
  await api.importAs(name, { paths: { '/a': get('a') } });
  await api.importAs(name, { paths: { '/a': get('a'), '/b': get('b') } });
  await api.importAs(name, { paths: { '/c': get('c') } });
  await ask('POST', 'news/versions/2/publish');
  await ask('DELETE', 'news/versions/3');
  await ask('POST', 'news/versions/1/publish');
  await ask('POST', 'news/versions/9/publish');
  await ask('DELETE', 'news');
  expect(await told()).toEqual([
    ['connector.imported', { name, version: 1, state: 'published', operations: 1 }],
    ['connector.imported', { name, version: 2, state: 'draft', operations: 2 }],
    ['connector.imported', { name, version: 3, state: 'draft', operations: 1 }],
    ['connector.published', { name, version: 2, before: 1 }],
    ['connector.version-discarded', { name, version: 3 }],
    ['connector.published', { name, version: 1, before: 2 }],
    ['connector.deleted', { name }],
  ]);
});

test('imports of one connector at the same time are versions one after the other', async () => {
  const imports = await Promise.all(
    Array.from({ length: 6 }, (_, at) => api.importAs('busy', { paths: { [`/${at}`]: get(`op${at}`) } })),
  );
  expect(imports.map(({ version }) => version).sort()).toEqual([1, 2, 3, 4, 5, 6]);
  expect(imports.filter(({ state }) => state === 'published').map(({ version }) => version)).toEqual([1]);
});
