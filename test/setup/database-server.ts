import { chmod } from 'node:fs/promises';
import pg from 'pg';
import { startEmbeddedDatabase } from '../../platform/db/embedded.ts';
import { migrate } from '../../platform/db/migrate.ts';
import { temporaryFolder } from '../components/program.ts';

export interface TestServer {
  /** What test/setup/database.ts reads. */
  readonly env: {
    readonly TEST_DATABASE_ADMIN_URL: string;
    readonly TEST_DATABASE_URL: string;
    readonly TEST_DATABASE_TEMPLATE: string;
  };
  stop(): Promise<void>;
}

const template = 'migrated';

/** One PostgreSQL for a whole run; each test file makes a database of its own in it. */
export const startTestServer = async (): Promise<TestServer> => {
  const folder = await temporaryFolder('test');
  // Under root the server is another user, who has to get in.
  await chmod(folder.path, 0o755);
  const server = await startEmbeddedDatabase(folder.path);
  await prepare(server.adminUrl, server.url);
  return {
    env: {
      TEST_DATABASE_ADMIN_URL: server.adminUrl,
      TEST_DATABASE_URL: server.url,
      TEST_DATABASE_TEMPLATE: template,
    },
    stop: async () => {
      await server.stop();
      await folder.remove();
    },
  };
};

/**
 * Nobody needs these data after a crash of the machine, so the disk is not waited for. And all migrations run once:
 * a copy of the result is ten times faster than running them for each test file.
 */
const prepare = async (adminUrl: string, url: string): Promise<void> => {
  const admin = new pg.Client({ connectionString: adminUrl });
  await admin.connect();
  try {
    await admin.query('alter role all set synchronous_commit = off');
    await admin.query(`create database ${template} owner hub`);
    await migrate(databaseUrl(url, template));
  } finally {
    await admin.end();
  }
};

export const databaseUrl = (url: string, name: string): string => {
  const parsed = new URL(url);
  parsed.pathname = `/${name}`;
  return parsed.href;
};
