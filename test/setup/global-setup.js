import { chmod, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedDatabase } from '../../platform/db/embedded.ts';

/** One PostgreSQL for the whole run; each test file makes a database of its own in it. */
export default async () => {
  if (process.env.TEST_DATABASE_ADMIN_URL) return;
  const folder = await mkdtemp(join(tmpdir(), 'app-connect-test-'));
  await chmod(folder, 0o755);
  const server = await startEmbeddedDatabase(folder);
  process.env.TEST_DATABASE_ADMIN_URL = server.adminUrl;
  process.env.TEST_DATABASE_URL = server.url;
  globalThis.testDatabase = { server, folder };
};
