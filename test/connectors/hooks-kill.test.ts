// slow: kills whole processes
import { spawn, type ChildProcess } from 'node:child_process';
import { createHmac, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect } from '@jest/globals';
import { eventsOf, importShop, makeHook, type MadeHook } from '../setup/hooked.ts';
import { startTestHub, type TestHub } from '../setup/hub.ts';
import { root } from '../setup/sources.ts';
import { verifies } from '../setup/verifies.ts';
import type { HookProcessOptions } from './fixtures/hook-process.ts';

const masterKey = `k1:${randomBytes(32).toString('base64')}`;
const secret = 'a secret of the shop';
const children: ChildProcess[] = [];
let hub: TestHub;

beforeAll(async () => {
  hub = await startTestHub({ HUB_MASTER_KEY: masterKey });
  await importShop(hub, 'https://shop.example');
});
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL');
  await hub.stop();
});

const startTaker = async (
  dieAt: number,
): Promise<{ readonly origin: string; readonly child: ChildProcess }> => {
  const options: HookProcessOptions = { databaseUrl: hub.database.url, masterKey, dieAt };
  const program = join(root, 'test', 'connectors', 'fixtures', 'hook-process.ts');
  const child = spawn(process.execPath, [program, JSON.stringify(options)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  const [origin] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  return { origin, child };
};

const send = async (origin: string, hook: MadeHook, body: string): Promise<number | 'cut off'> => {
  const proof = createHmac('sha256', secret).update(body).digest('hex');
  const headers = { 'x-hub-signature-256': `sha256=${proof}`, 'content-type': 'application/json' };
  return fetch(`${origin}${hook.path}`, { method: 'POST', headers, body }).then(
    ({ status }) => status,
    () => 'cut off',
  );
};

verifies(
  'connectors.hooks.once',
  'killed between the commit and the answer: sent again, it is still one event',
  async () => {
    const hook = await makeHook(hub, {
      ...{ name: 'killed', provider: 'github', secret },
      events: { id: { pointer: '/id' }, fallback: 'survived' },
    });
    const bodies = Array.from({ length: 60 }, (_, n) => `{"id":"n${n}"}`);
    let open = [...bodies];
    let kills = 0;
    for (const dieAt of [1, 5, 12, 0]) {
      const { origin, child } = await startTaker(dieAt);
      const left: string[] = [];
      // As a sender does: what was not answered with 2xx is sent again.
      await Promise.all(
        open.map(async (body) => {
          if ((await send(origin, hook, body)) !== 200) left.push(body);
        }),
      );
      if (child.signalCode !== null || left.length > 0) kills++;
      open = left;
    }
    expect(kills).toBe(3);
    expect(open).toEqual([]);
    const told = (await eventsOf(hub, 'shop.survived')).map(({ data }) => JSON.stringify(data['body']));
    expect(told.sort()).toEqual([...bodies].sort());
  },
);

verifies('connectors.hooks.once', 'while the database is away no answer says that it was taken', async () => {
  const hook = await makeHook(hub, {
    ...{ name: 'away', provider: 'github', secret },
    events: { id: { pointer: '/id' }, fallback: 'kept' },
  });
  const { origin } = await startTaker(0);
  expect(await send(origin, hook, '{"id":"first"}')).toBe(200);
  const { superuser } = hub.database;
  const [{ name } = { name: '' }] = (
    await superuser.query<{ name: string }>('select current_database() as name')
  ).rows;
  await superuser.query(`alter database ${name} connection limit 0`);
  await superuser.query(
    'select pg_terminate_backend(pid) from pg_stat_activity where datname = $1 and pid <> pg_backend_pid()',
    [name],
  );
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, n) => send(origin, hook, `{"id":"n${n}"}`)),
  );
  await superuser.query(`alter database ${name} connection limit -1`);
  expect(answers.every((answer) => answer === 503)).toBe(true);
  for (let n = 0; n < 20; n++) expect(await send(origin, hook, `{"id":"n${n}"}`)).toBe(200);
  expect(await eventsOf(hub, 'shop.kept')).toHaveLength(21);
});
