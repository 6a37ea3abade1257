// needs: postgres15
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import { migrate } from '../../platform/db/migrate.ts';
import { openDb } from '../../platform/db/open.ts';
import { startPostgres15, type PostgresServer } from '../components/postgres15.ts';
import { verifies } from '../setup/verifies.ts';

/** An installation with a PostgreSQL of its own: Debian's, with a login that is no superuser. */

let server: PostgresServer;

beforeAll(async () => {
  server = await startPostgres15();
});
afterAll(() => server.stop());

verifies(
  'foundation.migrations.atomic',
  'of processes that start together one migrates, the others wait',
  async () => {
    const applied = await Promise.all([migrate(server.url), migrate(server.url), migrate(server.url)]);
    expect(applied.filter((names) => names.length > 0).length).toBe(1);
    await expect(migrate(server.url)).resolves.toEqual([]);
  },
);

test('the hub works there as it does on the embedded one', async () => {
  const db = openDb({ url: server.url, poolSize: 2, statementTimeoutMs: 5_000 });
  try {
    const [row] = await db.asSystem((tx) =>
      tx.query<{ spaces: number }>('select count(*)::int as spaces from spaces'),
    );
    expect(row?.spaces).toBe(0);
  } finally {
    await db.close();
  }
});

verifies(
  'foundation.migrations.atomic',
  'a database that a newer version migrated is left alone',
  async () => {
    const client = new pg.Client({ connectionString: server.url });
    await client.connect();
    await client.query("insert into hub_migrations (name) values ('9999-from-the-future.ts')");
    await client.end();
    await expect(migrate(server.url)).rejects.toThrow(
      /newer version of the hub \(it knows 9999-from-the-future\.ts\)/,
    );
  },
);
