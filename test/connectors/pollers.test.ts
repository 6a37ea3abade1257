// slow: three processes, one of them killed
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { eventsOf, importShop } from '../setup/hooked.ts';
import { eventually } from '../setup/eventually.ts';
import { spawnHub, type HubProcess } from '../setup/hub-process.ts';
import { startTestHub, type TestHub } from '../setup/hub.ts';
import { startUpstream, type Upstream } from '../setup/upstream.ts';
import { verifies } from '../setup/verifies.ts';

/** Pollers of a whole hub at a real server whose list grows; beside it, other processes that work on the same. */
interface Order {
  readonly id: number;
  readonly at: string;
}
let hub: TestHub;
let shop: Upstream;
let orders: Order[] = [];
let broken: number | undefined;
let atOnce = 0;
let mostAtOnce = 0;
const others: { readonly process: HubProcess; readonly folder: string }[] = [];
const masterKey = `k1:${randomBytes(32).toString('base64')}`;
const env = { HUB_MASTER_KEY: masterKey, HUB_EGRESS_ALLOW: '127.0.0.1' };

beforeAll(async () => {
  shop = await startUpstream((_request, response) => {
    mostAtOnce = Math.max(mostAtOnce, ++atOnce);
    // The time that this shop takes: its doing, not a wait of the test.
    setTimeout(() => {
      atOnce--;
      response.writeHead(broken ?? 200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ orders }));
    }, 20);
  });
  hub = await startTestHub(env);
  await importShop(hub, shop.origin);
});
afterEach(async () => {
  for (const { process, folder } of others.splice(0)) {
    process.child.kill('SIGKILL');
    await process.exit;
    await rm(folder, { recursive: true, force: true });
  }
  broken = undefined;
});
afterAll(async () => {
  await hub.stop();
  await shop.stop();
});

interface Shown {
  readonly id: string;
  readonly state: string;
  readonly begun: boolean;
  readonly failures: number;
  readonly lastError: string | null;
  readonly lastRunAt: string | null;
}

const orderOf = (id: number): Order => ({ id, at: new Date(1_700_000_000_000 + id * 1_000).toISOString() });

const make = async (event: string, tracking: object): Promise<Shown> => {
  const answer = await hub.request('POST', '/api/pollers', {
    body: {
      ...{ connector: 'shop', operation: 'listOrders', name: event },
      schedule: { everySeconds: 3_600 },
      tracking: { items: '/orders', event, ...tracking },
    },
  });
  if (answer.status !== 201) throw new Error(`${answer.status} ${answer.text}`);
  return answer.json as Shown;
};
const show = async (id: string): Promise<Shown> =>
  (await hub.request('GET', `/api/pollers/${id}`)).json as Shown;

const begun = (id: string): Promise<Shown> =>
  eventually(async () => {
    const shown = await show(id);
    return shown.begun && shown;
  });

/** A run that began after this moment has ended: one that was done, and not noted as done yet, would be answered instead. */
const run = async (id: string): Promise<void> => {
  await eventually(async () => {
    const { rows } = await hub.database.superuser.query(
      `select from jobs where name = 'run-poller' and key = $1 and state in ('waiting', 'ready', 'running')`,
      [id],
    );
    return rows.length === 0;
  });
  const { jobId } = (await hub.request('POST', `/api/pollers/${id}/run`)).json as { jobId: string };
  await eventually(async () => {
    const job = (await hub.request('GET', `/api/jobs/${jobId}`)).json as { state: string };
    return job.state === 'done';
  });
};
const told = async (event: string): Promise<number[]> =>
  (await eventsOf(hub, `shop.${event}`)).map(({ data }) => (data['item'] as Order).id);

verifies(
  'connectors.pollers.once',
  'what is there at first is not told, each that comes later once',
  async () => {
    orders = [orderOf(1), orderOf(2)];
    const { id } = await make('by-id', { by: 'ids', id: '/id' });
    await begun(id);
    expect(await told('by-id')).toEqual([]);
    orders = [orderOf(2), orderOf(3), orderOf(4)];
    await run(id);
    await run(id);
    orders = [orderOf(1), orderOf(3), orderOf(5)];
    await run(id);
    expect(await told('by-id')).toEqual([3, 4, 5]);
  },
);

verifies(
  'connectors.pollers.once',
  'by the highest value it asks for newer ones, and sees equal ones',
  async () => {
    orders = [orderOf(10)];
    const { id } = await make('by-time', {
      by: 'highest',
      value: '/at',
      id: '/id',
      argument: 'since',
      first: 'emit',
    });
    await begun(id);
    expect(await told('by-time')).toEqual([10]);
    const same = { id: 11, at: orderOf(10).at };
    orders = [orderOf(12), same, orderOf(10)];
    await run(id);
    await run(id);
    expect(await told('by-time')).toEqual([10, 11, 12]);
    expect(shop.seen.at(-1)?.path).toBe(`/orders?since=${encodeURIComponent(orderOf(12).at)}`);
  },
);

verifies(
  'connectors.pollers.failing',
  'it backs off, shows why, tells after five, and recovers',
  async () => {
    orders = [];
    const { id } = await make('unlucky', { by: 'ids', id: '/id' });
    await begun(id);
    broken = 503;
    for (let n = 1; n <= 6; n++) {
      await run(id);
      expect(await show(id)).toMatchObject({ state: 'failing', failures: n });
      expect(await eventsOf(hub, 'poller.failed')).toHaveLength(n >= 5 ? 1 : 0);
    }
    expect((await show(id)).lastError).toMatch(/503/);
    const list = await hub.request('GET', '/api/pollers?state=failing');
    expect((list.json as { items: Shown[] }).items.map((one) => one.id)).toEqual([id]);
    broken = undefined;
    orders = [orderOf(20)];
    await run(id);
    expect(await show(id)).toMatchObject({ state: 'active', failures: 0, lastError: null });
    expect(await eventsOf(hub, 'poller.recovered')).toHaveLength(1);
    expect(await told('unlucky')).toEqual([20]);
  },
);

test('an answer without a list, or items without what is tracked, is said and tells nothing', async () => {
  orders = [orderOf(1)];
  const nowhere = await make('nowhere', { items: '/other', by: 'ids', id: '/id' });
  const nameless = await make('nameless', { by: 'ids', id: '/name' });
  for (const [id, words] of [
    [nowhere.id, /holds no list at "\/other"/],
    [nameless.id, /has a value at "\/name"/],
  ] as const)
    await eventually(async () => expect((await show(id)).lastError).toMatch(words));
});

test('a poller that is changed during a run takes nothing of it, and runs as it is now', async () => {
  orders = [orderOf(1)];
  const { id } = await make('before', { by: 'ids', id: '/id' });
  await begun(id);
  orders = [orderOf(2)];
  const running = run(id);
  const change = { tracking: { by: 'ids', id: '/at', items: '/orders', event: 'after' } };
  expect((await hub.request('PATCH', `/api/pollers/${id}`, { body: change })).status).toBe(200);
  await running;
  await begun(id);
  orders = [orderOf(2), orderOf(3)];
  await run(id);
  expect(await told('after')).toEqual([3]);
});

test.each([
  ['less than ten seconds', { everySeconds: 9 }],
  ['a cron with seconds', { cron: '* * * * * *' }],
  ['a cron that is none', { cron: 'often' }],
  ['a day that never comes', { cron: '0 0 31 2 *' }],
  ['a time zone that nobody knows', { cron: '0 0 * * *', timeZone: 'Mars/Olympus' }],
])('no poller is made for %s', async (_what, schedule) => {
  const answer = await hub.request('POST', '/api/pollers', {
    body: {
      ...{ connector: 'shop', operation: 'listOrders', name: 'bad', schedule },
      tracking: { by: 'ids', id: '/id' },
    },
  });
  expect(answer.status).toBe(400);
});

const startOther = async (): Promise<HubProcess> => {
  const folder = await mkdtemp(join(tmpdir(), 'app-connect-poller-'));
  const process = spawnHub({
    env: {
      ...env,
      DATABASE_URL: hub.database.url,
      HUB_DATA: folder,
      HUB_ROLES: 'worker',
      HUB_LOG_LEVEL: 'warn',
    },
  });
  others.push({ process, folder });
  await process.address();
  return process;
};

verifies(
  'connectors.pollers.once',
  'three processes, one of them killed, tell each item once, one run at a time',
  async () => {
    const first = await startOther();
    await startOther();
    orders = [];
    const { id } = await make('shared', { by: 'ids', id: '/id' });
    await begun(id);
    mostAtOnce = 0;
    for (let n = 1; n <= 40; n++) {
      orders = [...orders, orderOf(1_000 + n)];
      if (n === 20) first.child.kill('SIGKILL');
      // Due again at once, for whoever looks first.
      await hub.database.superuser.query('update pollers set next_at = now() where poller_id = $1', [id]);
      await run(id);
    }
    await run(id);
    expect(await told('shared')).toEqual(orders.map((order) => order.id));
    expect(mostAtOnce).toBe(1);
  },
);
