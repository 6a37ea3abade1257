// slow: a hub kills itself, and another one takes over
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { temporaryFolder } from '../components/program.ts';
import { openTestDatabase, type TestDatabase } from '../setup/database.ts';
import { eventually } from '../setup/eventually.ts';
import { spawnHub, type HubProcess } from '../setup/hub-process.ts';

let database: TestDatabase;
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let hub: HubProcess | undefined;
const key = `hub_test_${randomBytes(16).toString('hex')}`;
beforeAll(async () => {
  database = await openTestDatabase(2);
  folder = await temporaryFolder('approval-crash');
});
afterAll(async () => {
  hub?.child.kill('SIGTERM');
  await hub?.exit;
  await database.drop();
  await folder.remove();
});

const start = (env: Readonly<Record<string, string>> = {}): HubProcess =>
  spawnHub({
    env: {
      ...{ HUB_DATA: folder.path, DATABASE_URL: database.url, DATABASE_POOL: '6' },
      ...{ HUB_BOOTSTRAP_KEY: key, HUB_LEASE_SECONDS: '2', ...env },
    },
  });

const askedAt =
  (address: string) =>
  async (method: string, path: string, body?: unknown): Promise<Record<string, unknown>> => {
    const answer = await fetch(`${address}${path}`, {
      method,
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const said = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${said}`);
    return JSON.parse(said) as Record<string, unknown>;
  };

const text = `document: { dsl: '1.0.3', namespace: test, name: ask, version: '1.0.0' }
do:
  - ask:
      call: approvals.request
      with: { question: Once?, group: leads, link: true, timeout: PT1H }
      export: { as: '\${ {id: .id} }' }
  - answer:
      listen: { to: { one: { with: { type: approval.cancelled, subject: '\${ $context.id }' } } } }
`;

test('a hub that dies between asking and noting it has asked once; whoever goes on hears the answer', async () => {
  hub = start({ HUB_FAILPOINTS: 'after_effect_before_journal=1' });
  const first = askedAt(await hub.address());
  await first('PUT', '/api/groups', { name: 'leads' });
  await first('POST', '/api/flows', { text });
  await first('POST', '/api/flows/ask/publish', {});
  // The answer may be lost with the hub: the run was taken all the same.
  await first('POST', '/api/flows/ask/run?wait=0', {}).catch(() => undefined);
  await hub.exit;
  expect(hub.printed()).toContain('failpoint after_effect_before_journal');

  hub = start();
  const second = askedAt(await hub.address());
  const statusOf = async () =>
    ((await second('GET', '/api/runs?flow=ask'))['items'] as { status: string }[]).map(
      ({ status }) => status,
    );
  await eventually(async () => expect(await statusOf()).toEqual(['waiting']));
  const { rows } = await database.superuser.query<{ id: string }>('select approval_id as id from approvals');
  expect(rows).toHaveLength(1);
  await second('POST', `/api/approvals/${rows[0]?.id ?? ''}/cancel`, {});
  await eventually(async () => expect(await statusOf()).toEqual(['completed']));
});
