// slow: starts the program and a database of its own nine times
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { spawnHub, stackLine, type HubProcess } from '../setup/hub-process.ts';
import { verifies } from '../setup/verifies.ts';

/** The program itself, as `npm start` runs it, with an embedded database in a folder of its own. */

const key = 'hub_start_test_0123456789abcdef01234567';
const started: HubProcess[] = [];
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'app-connect-start-'));
  await chmod(folder, 0o755);
});
afterEach(async () => {
  // A hub that was killed leaves its database server running: the next start takes it over, and stops it in the end.
  for (const { child, exit } of started.splice(0)) {
    child.kill('SIGKILL');
    await exit;
  }
  if (existsSync(join(folder, 'postgres', 'cluster', 'postmaster.pid'))) {
    const last = start({});
    await last.address();
    last.child.kill('SIGTERM');
    await last.exit;
  }
  await rm(folder, { recursive: true, force: true });
});

const start = (env: Record<string, string>): HubProcess => {
  const hub = spawnHub({ env: { HUB_DATA: folder, HUB_BOOTSTRAP_KEY: key, ...env } });
  started.push(hub);
  return hub;
};

const call = async (address: string, path: string, body?: unknown): Promise<Response> =>
  fetch(`${address}${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      authorization: `Bearer ${key}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });

verifies(
  'foundation.start.after-kill',
  'a killed hub starts again with everything that it had accepted',
  async () => {
    for (let round = 1; round <= 3; round++) {
      const hub = start({});
      const address = await hub.address();
      const made = await call(address, '/api/keys', { name: `round ${round}`, permissions: ['space.read'] });
      expect(made.status).toBe(201);
      hub.child.kill('SIGKILL');
      await hub.exit;
    }
    const hub = start({});
    const address = await hub.address();
    const { items } = (await (await call(address, '/api/keys')).json()) as { items: { name: string }[] };
    expect(
      items
        .map((item) => item.name)
        .filter((name) => name.startsWith('round'))
        .sort(),
    ).toEqual(['round 1', 'round 2', 'round 3']);
    expect(
      ((await (await call(address, '/api/audit/verification')).json()) as { intact: boolean }).intact,
    ).toBe(true);
    hub.child.kill('SIGTERM');
    expect(await hub.exit).toBe(0);
  },
);

verifies('foundation.start.drain', 'a signal ends the hub with 0, and its database with it', async () => {
  const hub = start({});
  await hub.address();
  hub.child.kill('SIGINT');
  expect(await hub.exit).toBe(0);
  await expect(readFile(join(folder, 'postgres', 'cluster', 'postmaster.pid'))).rejects.toThrow(/ENOENT/);
});

verifies('foundation.start.port-taken', 'a taken port is told with what to do, and exit 1', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const address = other.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  try {
    const hub = start({ HUB_PORT: String(port) });
    expect(await hub.exit).toBe(1);
    expect(hub.printed()).toContain(`Port ${port} on 127.0.0.1 is taken by another program`);
    expect(hub.printed()).toContain(`HUB_PORT=${port + 1}`);
    expect(hub.printed()).not.toMatch(stackLine);
  } finally {
    other.close();
  }
});

verifies(
  'foundation.start.roles',
  'a worker alone has no API, and says that it is alive and ready',
  async () => {
    const hub = start({ HUB_ROLES: 'worker' });
    const address = await hub.address();
    expect((await call(address, '/health')).status).toBe(200);
    expect((await call(address, '/ready')).status).toBe(200);
    expect((await call(address, '/api/keys')).status).toBe(404);
    hub.child.kill('SIGTERM');
    expect(await hub.exit).toBe(0);
  },
);

test('a second hub on the same folder is refused while the first one runs', async () => {
  const first = start({});
  await first.address();
  const second = start({});
  expect(await second.exit).toBe(1);
  expect(second.printed()).toContain('Another hub (process');
});

test('wrong settings are told all at once, with exit 1', async () => {
  const hub = start({ HUB_PORT: 'many', HUB_ROLES: 'boss' });
  expect(await hub.exit).toBe(1);
  expect(hub.printed()).toContain('HUB_PORT must be');
  expect(hub.printed()).toContain('HUB_ROLES must be');
});
