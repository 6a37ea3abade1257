// slow: a whole hub with a database
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { eventually } from '../setup/eventually.ts';
import { startTestHub, type TestHub } from '../setup/hub.ts';
import { verifies } from '../setup/verifies.ts';

let hub: TestHub;
beforeAll(async () => {
  hub = await startTestHub();
});
afterAll(() => hub.stop());

interface Document {
  readonly outcome: string;
  readonly version: number;
  readonly document: Record<string, unknown>;
  readonly services: string[];
}

const ask = async <Answer>(method: string, path: string, body?: object) => {
  const { status, json } = await hub.request(method, `/api${path}`, body === undefined ? {} : { body });
  return {
    status,
    json: json as Answer & { code: string; detail: string; errors: { path: string }[]; version: number },
  };
};
const save = (kind: string, saved: { name: string; document: object; basedOn?: number }) =>
  ask<Document>('PUT', `/${kind}s`, saved);
const service = (name: string, more: object = {}) =>
  save('service', { name, document: { url: `http://${name}.example`, ...more } });
const pipeline = (name: string, more: object = {}, options: object = {}) => {
  const document = {
    apiEndpoints: { all: { paths: `/${name}/*` } },
    policies: [{ proxy: { action: { serviceEndpoint: 'backend' } } }],
    ...more,
  };
  return save('pipeline', { name, document, ...options });
};

verifies('gateway.traffic.documents.versions', 'each save is a version, compared and restored', async () => {
  await service('backend');
  const made = await pipeline('orders', {}, { basedOn: 0, note: 'the first one' });
  expect(made).toMatchObject({
    status: 200,
    json: { outcome: 'created', version: 1, services: ['backend'] },
  });
  expect(await pipeline('orders', { title: 'Orders' })).toMatchObject({
    json: { outcome: 'changed', version: 2 },
  });
  expect(await pipeline('orders', { title: 'Orders' })).toMatchObject({
    json: { outcome: 'unchanged', version: 2 },
  });

  const { json: versions } = await ask<{ items: object[] }>('GET', '/pipelines/orders/versions');
  expect(versions.items).toMatchObject([
    { number: 2, current: true },
    { number: 1, note: 'the first one', current: false },
  ]);
  const { json: diff } = await ask<{ lines: { kind: string; text: string }[] }>(
    'GET',
    '/pipelines/orders/diff?from=1',
  );
  expect(diff.lines.filter(({ kind }) => kind !== 'same')).toEqual([
    { kind: 'added', text: 'title: Orders' },
  ]);
  expect(await ask('GET', '/pipelines/orders/versions/7')).toMatchObject({ status: 404 });

  const restored = await ask<Document>('POST', '/pipelines/orders/versions/1/restore', { basedOn: 2 });
  expect(restored).toMatchObject({ status: 200, json: { version: 3, document: made.json.document } });
  expect(await ask('GET', '/pipelines?service=backend&q=orders')).toMatchObject({
    json: {
      items: [{ name: 'orders', summary: { endpoints: [{ paths: ['/orders/*'] }], policies: ['proxy'] } }],
    },
  });
  expect(await ask('GET', '/pipelines?enabled=false')).toMatchObject({ json: { items: [] } });
});

verifies('gateway.traffic.documents.versions', 'nobody writes over another unasked', async () => {
  await service('contested');
  const outcomes = await Promise.all(
    ['a', 'b', 'c'].map((title) =>
      save('service', { name: 'contested', document: { url: 'http://c.example', title }, basedOn: 1 }),
    ),
  );
  expect(outcomes.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
  const { json } = outcomes.find(({ status }) => status === 409) ?? {};
  expect(json).toMatchObject({ code: 'conflict', version: 2 });
  expect(json?.detail).toMatch(/saved the service "contested" at .* version 2/);
  expect(
    await save('service', { name: 'contested', document: { url: 'http://c.example' }, basedOn: 0 }),
  ).toMatchObject({
    status: 409,
  });
  expect(
    await save('service', { name: 'never', document: { url: 'http://c.example' }, basedOn: 3 }),
  ).toMatchObject({
    status: 409,
  });
});

verifies('gateway.traffic.documents.checked', 'what is wrong is refused whole, with its places', async () => {
  const wrong = {
    apiEndpoints: { all: { paths: 'no-slash' } },
    policies: [{ 'rate-limits': null }, { proxy: { action: { serviceEndpoint: 'nowhere' } } }],
  };
  const refused = await pipeline('wrong', wrong);
  expect(refused).toMatchObject({ status: 400, json: { code: 'input_invalid' } });
  const places = [
    '/apiEndpoints/all/paths',
    '/policies/0/rate-limits',
    '/policies/1/proxy/action/serviceEndpoint',
  ];
  expect(refused.json.errors.map(({ path }) => path)).toEqual(places);
  expect(await ask('GET', '/pipelines/wrong')).toMatchObject({ status: 404 });
  const checked = await ask<object>('POST', '/gateway/check', {
    kind: 'pipeline',
    name: 'wrong',
    document: wrong,
  });
  expect(checked).toMatchObject({ status: 200, json: { problems: places.map((path) => ({ path })) } });
});

verifies(
  'gateway.traffic.documents.in-use',
  'a service is deleted when nothing sends to it any more',
  async () => {
    await service('used');
    await pipeline('user', { policies: [{ proxy: { action: { serviceEndpoint: 'used' } } }] });
    const refused = await ask('DELETE', '/services/used');
    expect(refused).toMatchObject({ status: 409, json: { pipelines: ['user'] } });
    expect(await ask('DELETE', '/pipelines/user')).toMatchObject({ status: 200 });
    expect(await ask('DELETE', '/services/used')).toMatchObject({ status: 200 });
    expect(await ask('GET', '/services/used')).toMatchObject({ status: 404 });
    expect(await ask('GET', '/pipelines/user/versions')).toMatchObject({ status: 404 });
  },
);

verifies(
  'gateway.traffic.documents.secrets',
  'a secret is stored sealed, shown to nobody, and stays where it is left',
  async () => {
    await service('backend');
    const secret = 'user:a-word-that-nobody-else-says';
    const proxy = (auth: unknown) => ({ proxy: { action: { serviceEndpoint: 'backend', auth } } });
    const made = await pipeline('closed', { policies: [proxy(secret)] });
    expect(made.status).toBe(200);
    const [{ proxy: shown }] = made.json.document['policies'] as [{ proxy: { action: { auth: object } } }];
    expect(shown.action.auth).toEqual({ secret: true, of: expect.any(String) });

    const stored = async () => {
      const { rows } = await hub.database.superuser.query<{ all: string }>(
        `select string_agg(d::text || v::text, ' ') as all from gateway_documents d
       join gateway_document_versions v using (document_id)`,
      );
      return rows[0]?.all ?? '';
    };
    expect(await stored()).not.toContain('nobody-else');
    const audited = await hub.database.superuser.query<{ all: string }>(
      "select string_agg(a::text, ' ') as all from audit_entries a",
    );
    expect(audited.rows[0]?.all).not.toContain('nobody-else');

    // At another place, beside a new step, and the same value again: all of them are the secret that there was.
    const moved = { policies: [{ log: null }, proxy(shown.action.auth)] };
    expect(await pipeline('closed', moved)).toMatchObject({ json: { version: 2, document: moved } });
    expect(await pipeline('closed', { policies: [{ log: null }, proxy(secret)] })).toMatchObject({
      json: { outcome: 'unchanged' },
    });
    expect(await ask<Document>('POST', '/pipelines/closed/versions/1/restore', {})).toMatchObject({
      json: { version: 3, document: made.json.document },
    });
    expect(await pipeline('closed', { policies: [proxy('user:another')] })).toMatchObject({
      json: { version: 4 },
    });

    for (const auth of [{ secret: true, of: '0'.repeat(16) }, { sealed: 'AAAA' }])
      expect(await pipeline('closed', { policies: [proxy(auth)] })).toMatchObject({
        status: 400,
        json: { errors: [{ path: '/policies/0/proxy/action/auth' }] },
      });
    expect(await pipeline('stranger', { policies: [proxy(shown.action.auth)] })).toMatchObject({
      status: 400,
    });
    const exported = await ask<{ text: string; secrets: string[] }>('GET', '/gateway/export');
    expect(exported.json.secrets).toEqual(['CLOSED_PROXY_AUTH']);
    expect(exported.json.text).toContain('auth: "${CLOSED_PROXY_AUTH}"');
  },
);

test('what the document of a service leaves out has its usual value where it runs', async () => {
  await service('usual', { health: { path: '/up' }, retry: {}, breaker: {}, outlier: {} });
  await pipeline('usual', { policies: [{ proxy: { action: { serviceEndpoint: 'usual' } } }] });
  await eventually(async () => {
    const tried = await ask<{ pipeline: string | null }>('POST', '/traffic/try', {
      ...{ method: 'GET', path: '/usual/1' },
    });
    return tried.json.pipeline === 'usual';
  });
  const { json } = await ask<{ broken: { name: string }[] }>('GET', '/traffic/status');
  expect(json.broken.filter(({ name }) => name === 'usual')).toEqual([]);
});

verifies(
  'gateway.traffic.copy',
  'a copy has the secrets of its original, off and under another name',
  async () => {
    await service('backend');
    const document = {
      ...{ title: 'The first', apiEndpoints: { all: { paths: '/copies/*' } } },
      policies: [{ proxy: { action: { serviceEndpoint: 'backend', auth: 'user:a-word-to-be-copied' } } }],
    };
    await pipeline('original', document);
    const copied = await ask<Document>('POST', '/pipelines/original/copy', { as: 'copied' });
    expect(copied).toMatchObject({
      status: 201,
      json: { name: 'copied', title: 'The first', version: 1, enabled: false, document: { enabled: false } },
    });
    expect(JSON.stringify(copied.json)).not.toContain('a-word-to-be-copied');
    // The same secret, and of its own: sealed for the copy alone, it stays when the original goes.
    expect((await ask('DELETE', '/pipelines/original')).status).toBe(200);
    expect(await pipeline('copied', { ...document, enabled: false })).toMatchObject({
      json: { outcome: 'unchanged' },
    });
    expect(await ask('POST', '/pipelines/copied/copy', { as: 'copied' })).toMatchObject({
      status: 409,
      json: { code: 'already_exists', errors: [{ path: 'as' }] },
    });
    expect(await ask('POST', '/pipelines/original/copy', { as: 'again' })).toMatchObject({ status: 404 });
    const key = await hub.makeKey(['traffic.read']);
    const refused = await hub.request('POST', '/api/pipelines/copied/copy', { key, body: { as: 'no' } });
    expect(refused.status).toBe(403);
  },
);

test('the words of pipelines are described for forms', async () => {
  const { json } = await ask<{
    policies: { name: string; action: { properties: Record<string, object> } }[];
    conditions: object[];
  }>('GET', '/gateway/policies');
  expect(json.policies.find(({ name }) => name === 'proxy')?.action.properties['auth']).toMatchObject({
    secret: true,
  });
  expect(json.conditions).toContainEqual(expect.objectContaining({ name: 'allOf' }));
});

interface Outcome {
  readonly applied: boolean;
  readonly documents: { kind: string; name: string; outcome: string; problems: { line: number }[] }[];
  readonly problems: object[];
}

const outcomes = ({ documents }: Outcome) =>
  Object.fromEntries(documents.map(({ name, outcome }) => [name, outcome]));

verifies('gateway.traffic.import', 'a file is taken as a whole, or not at all', async () => {
  const text = (regex: string) => `apiEndpoints:
  imported: { host: '*', paths: '/imported/*' }
  bad: { pathRegex: '${regex}' }
serviceEndpoints:
  elsewhere: { url: 'http://elsewhere.example' }
policies: [proxy]
pipelines:
  imported:
    apiEndpoints: [imported]
    policies:
      - proxy: { action: { serviceEndpoint: elsewhere } }
  bad:
    apiEndpoints: [bad]
    policies:
      - proxy: { action: { serviceEndpoint: elsewhere } }
`;
  const take = (file: string, more: object = {}) =>
    ask<Outcome>('POST', '/gateway/import', { text: file, ...more });
  const there = async () =>
    (await ask<{ items: { name: string }[] }>('GET', '/pipelines?limit=200')).json.items.map(
      ({ name }) => name,
    );
  const before = await there();
  const dry = await take(text('^/x'));
  expect(dry.json.applied).toBe(false);
  expect(outcomes(dry.json)).toEqual({ elsewhere: 'created', imported: 'created', bad: 'created' });
  const refused = await take(text('('), { apply: true });
  expect(refused.json.applied).toBe(false);
  expect(refused.json.documents.find(({ name }) => name === 'bad')?.problems).toEqual([
    expect.objectContaining({ line: 3 }),
  ]);
  expect(await there()).toEqual(before);

  const skipped = await take(text('('), { apply: true, skip: true });
  expect(outcomes(skipped.json)).toEqual({ elsewhere: 'created', imported: 'created', bad: 'left out' });
  const again = await take(text('^/x'), { apply: true, note: 'all of it' });
  expect(outcomes(again.json)).toEqual({ elsewhere: 'unchanged', imported: 'unchanged', bad: 'created' });

  // What the hub writes is what it takes, and nothing else is there.
  const { json: exported } = await ask<{ text: string }>('GET', '/gateway/export');
  const same = await take(exported.text, { apply: true, prune: true });
  expect(new Set(Object.values(outcomes(same.json)))).toEqual(new Set(['unchanged']));
  const pruned = await take(text('^/x'), { apply: true, prune: true });
  expect(pruned.json.applied).toBe(true);
  expect((await there()).sort()).toEqual(['bad', 'imported']);
  expect(await take('pipelines: [', { apply: true })).toMatchObject({
    json: { applied: false, problems: [{ line: 1 }] },
  });
});
