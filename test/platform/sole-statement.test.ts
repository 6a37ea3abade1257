import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openTestDatabase, type TestDatabase } from '../setup/database.ts';

/** Reading in one message: what the usual way does, at a third of its round trips. */
let database: TestDatabase;
const a = 'spc_00000000000000000000000000';
const b = 'spc_00000000000000000000000001';

beforeAll(async () => {
  database = await openTestDatabase(4);
  await database.db.asSystem(async (tx) => {
    for (const [id, slug] of [
      [a, 'a'],
      [b, 'b'],
    ] as const)
      await tx.execute('insert into spaces (space_id, slug, name) values ($1, $2, $2)', [id, slug]);
  });
});
afterAll(() => database.drop());

const everything = `select $1::text as "text", $2::int as "whole", $3::boolean as "flag", $4::timestamptz as "at",
  $5::text[] as "words", $6::int[] as "numbers", null as "none", '{"a":[1]}'::json as "json", 9007199254740991::bigint as "big"`;
const values = [
  'ä"\\{}',
  -7,
  true,
  new Date('2026-01-31T10:00:00.123Z'),
  ['a', 'NULL', 'b"c', 'd,e', ''],
  [1, 2],
] as const;

test('values and rows are those of the usual way', async () => {
  const read = await database.db.readInSpace(a, (tx) => tx.query(everything, values));
  const usual = await database.db.inSpace(a, (tx) => tx.query(everything, values));
  expect(read).toEqual(usual);
});

test('each sees its own space only, also when many read at once over few connections', async () => {
  const seen = await Promise.all(
    Array.from({ length: 200 }, (_, at) =>
      database.db.readInSpace(at % 2 === 0 ? a : b, (tx) =>
        tx.query<{ slug: string }>('select slug from spaces'),
      ),
    ),
  );
  for (const [at, rows] of seen.entries()) expect(rows).toEqual([{ slug: at % 2 === 0 ? 'a' : 'b' }]);
  const all = await database.db.readAsSystem((tx) =>
    tx.query<{ slug: string }>('select slug from spaces order by slug'),
  );
  expect(all.map(({ slug }) => slug)).toEqual(['a', 'b']);
});

test('nothing of a reading stays on its connection', async () => {
  await Promise.all(Array.from({ length: 20 }, () => database.db.readAsSystem((tx) => tx.query('select 1'))));
  const left = await Promise.all(
    Array.from({ length: 20 }, () =>
      database.db.readInSpace(b, (tx) =>
        tx.query<{ role: string; space: string }>(
          `select current_user as role, current_setting('app.space', true) as space`,
        ),
      ),
    ),
  );
  for (const [row] of left) expect(row).toEqual({ role: 'hub_app', space: b });
});

test('a statement that fails says why, and its connection goes on working', async () => {
  for (let round = 0; round < 8; round++) {
    await expect(database.db.readInSpace(a, (tx) => tx.query('select 1 / $1::int', [0]))).rejects.toThrow(
      'division by zero',
    );
    await expect(database.db.readInSpace(a, (tx) => tx.query('select nonsense'))).rejects.toThrow('nonsense');
    expect(await database.db.readInSpace(a, (tx) => tx.query('select $1::int as n', [round]))).toEqual([
      { n: round },
    ]);
  }
});

test('what only reads cannot write', async () => {
  await expect(
    database.db.readInSpace(a, (tx) => tx.execute('update spaces set name = $1', ['x'])),
  ).rejects.toMatchObject({ code: 'internal' });
});

test('a reading that is over leaves no timer behind: each would hold its rows for half a minute', async () => {
  const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
  const before = timers();
  for (let round = 0; round < 50; round++) {
    await database.db.readInSpace(a, (tx) => tx.query('select 1'));
    await database.db.readInSpace(a, (tx) => tx.query('select nonsense')).catch(() => undefined);
  }
  expect(timers()).toBeLessThan(before + 10);
});
