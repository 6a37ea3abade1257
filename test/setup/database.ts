import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { migrate } from '../../platform/db/migrate.ts';
import { openDb, type Db } from '../../platform/db/open.ts';

export interface TestDatabase {
  readonly db: Db;
  readonly url: string;
  /** A connection that sees everything: to look at what is stored, never to do the hub's work. */
  readonly superuser: pg.Client;
  drop(): Promise<void>;
}

const withDatabase = (url: string, name: string): string => {
  const parsed = new URL(url);
  parsed.pathname = `/${name}`;
  return parsed.href;
};

const adminUrl = (): string => {
  const url = process.env['TEST_DATABASE_ADMIN_URL'];
  if (url === undefined)
    throw new Error(
      'TEST_DATABASE_ADMIN_URL is not set: run the tests by `npm test`, which starts a PostgreSQL.',
    );
  return url;
};

/** A database of its own, migrated, for one test file. */
export const openTestDatabase = async (poolSize = 10): Promise<TestDatabase> => {
  const name = `test_${randomBytes(6).toString('hex')}`;
  const admin = new pg.Client({ connectionString: adminUrl() });
  await admin.connect();
  await admin.query(`create database ${name} owner hub`);
  const hub = new URL(withDatabase(process.env['TEST_DATABASE_URL'] ?? '', name)).href;
  await migrate(hub);
  const db = openDb({ url: hub, poolSize, statementTimeoutMs: 15_000 });
  const superuser = new pg.Client({ connectionString: withDatabase(adminUrl(), name) });
  await superuser.connect();
  return {
    db,
    url: hub,
    superuser,
    drop: async () => {
      await db.close();
      await superuser.end();
      await admin.query(`drop database if exists ${name} with (force)`);
      await admin.end();
    },
  };
};
