import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { openDb, type Db } from '../../platform/db/open.ts';
import { databaseUrl } from './database-server.ts';

export interface TestDatabase {
  readonly db: Db;
  readonly url: string;
  /** A connection that sees everything: to look at what is stored, never to do the hub's work. */
  readonly superuser: pg.Client;
  drop(): Promise<void>;
}

const given = (name: string): string => {
  const value = process.env[name];
  if (value === undefined)
    throw new Error(`${name} is not set: run the tests by \`npm test\`, which starts a PostgreSQL.`);
  return value;
};

/** A database of its own, migrated, for one test file. */
export const openTestDatabase = async (poolSize = 10): Promise<TestDatabase> => {
  const name = `test_${randomBytes(6).toString('hex')}`;
  const adminUrl = given('TEST_DATABASE_ADMIN_URL');
  const admin = new pg.Client({ connectionString: adminUrl });
  await admin.connect();
  const template = given('TEST_DATABASE_TEMPLATE');
  await admin.query(`create database ${name} owner hub template ${template} strategy wal_log`);
  const hub = databaseUrl(given('TEST_DATABASE_URL'), name);
  const db = openDb({ url: hub, poolSize, statementTimeoutMs: 15_000 });
  const superuser = new pg.Client({ connectionString: databaseUrl(adminUrl, name) });
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
