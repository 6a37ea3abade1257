import { afterAll, beforeAll, expect } from '@jest/globals';
import { openTestDatabase, type TestDatabase } from '../setup/database.ts';
import { verifies } from '../setup/verifies.ts';

let database: TestDatabase;
const a = 'spc_00000000000000000000000000';
const b = 'spc_00000000000000000000000001';

beforeAll(async () => {
  database = await openTestDatabase();
  await database.db.asSystem(async (tx) => {
    for (const [id, slug] of [
      [a, 'a'],
      [b, 'b'],
    ] as const) {
      await tx.execute('insert into spaces (space_id, slug, name) values ($1, $2, $2)', [id, slug]);
    }
  });
});
afterAll(() => database.drop());

verifies(
  'foundation.tenants.row-level-security',
  'a transaction sees the rows of its own space only, without any condition in the query',
  async () => {
    const seen = await database.db.inSpace(a, (tx) => tx.query<{ slug: string }>('select slug from spaces'));
    expect(seen).toEqual([{ slug: 'a' }]);
  },
);

verifies('foundation.tenants.row-level-security', 'a row of another space cannot be written', async () => {
  await expect(
    database.db.inSpace(a, (tx) =>
      tx.execute("insert into members (space_id, user_id, role) values ($1, 'usr_x', 'owner')", [b]),
    ),
  ).rejects.toThrow(/row-level security/);
});

verifies(
  'foundation.tenants.row-level-security',
  'the space of a transaction does not stay on its connection',
  async () => {
    const one = await openTestDatabase(1);
    try {
      await one.db.asSystem((tx) =>
        tx.execute("insert into spaces (space_id, slug, name) values ($1, 'a', 'a')", [a]),
      );
      await one.db.inSpace(a, (tx) => tx.query('select 1'));
      await expect(one.db.inSpace(b, (tx) => tx.query('select slug from spaces'))).resolves.toEqual([]);
    } finally {
      await one.drop();
    }
  },
);
