import { afterEach, expect, test } from '@jest/globals';
import { migrate } from '../../platform/db/migrate.ts';
import { temporaryFolder } from '../components/program.ts';
import { spawnHub, stackLine } from '../setup/hub-process.ts';
import { startOldPostgres, type OldPostgres, type ServerAge } from '../setup/old-postgres.ts';
import { verifies } from '../setup/verifies.ts';

let server: OldPostgres | undefined;
const open = async (age: ServerAge): Promise<string> => {
  server = await startOldPostgres(age);
  return server.url;
};
afterEach(() => server?.stop());

verifies(
  'foundation.start.database-too-old',
  'the program ends with one sentence that says what to do, and exit 1',
  async () => {
    const data = await temporaryFolder('old-database');
    try {
      const url = await open({ name: '12.22 (Debian 12.22-1)', number: 120_022 });
      const hub = spawnHub({
        env: { HUB_DATA: data.path, DATABASE_URL: url, HUB_LOG_LEVEL: 'silent' },
      });
      expect(await hub.exit).toBe(1);
      expect(hub.printed().trim()).toBe(
        'PostgreSQL 12.22 (Debian 12.22-1) is too old. The hub needs 15 or newer; point DATABASE_URL at such a server.',
      );
      expect(hub.printed()).not.toMatch(stackLine);
    } finally {
      await data.remove();
    }
  },
);

verifies('foundation.start.database-too-old', 'the last version before 15 is refused', async () => {
  await expect(migrate(await open({ name: '14.19', number: 140_019 }))).rejects.toMatchObject({
    code: 'start_failed',
    message: expect.stringContaining('PostgreSQL 14.19 is too old') as unknown,
  });
});

test('the first version of 15 is not: the start goes on to what comes next', async () => {
  await expect(migrate(await open({ name: '15.0', number: 150_000 }))).rejects.toThrow(
    'this server says its age only',
  );
});
