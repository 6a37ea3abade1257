// slow: asks a database again and again
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isHubError } from '../../core/errors.ts';
import type { ListQuery, Page } from '../../core/list.ts';
import { given, readPage, type ListSource } from '../../platform/db/page.ts';
import { openTestDatabase, type TestDatabase } from '../setup/database.ts';
import { verifies } from '../setup/verifies.ts';

const rows = 97;
let database: TestDatabase;
interface Row {
  readonly id: string;
  readonly name: string;
}
const source: ListSource<Row, Row> = {
  select: 'user_id as id, name',
  from: 'users',
  where: [['oidc_issuer is null']],
  sorts: {
    createdAt: { sql: 'created_at', type: 'timestamptz' },
    name: { sql: 'name', type: 'text' },
    step: { sql: 'totp_last_step', type: 'bigint' },
    seen: { sql: "coalesce(last_seen_at, '-infinity')", type: 'timestamptz' },
  },
  id: 'user_id',
  search: ['name', 'email'],
  item: ({ id, name }) => ({ id, name }),
};

beforeAll(async () => {
  database = await openTestDatabase();
  // Few different values, and instants that differ by a microsecond: what paging gets wrong first.
  await database.superuser.query(`
    insert into users (user_id, name, email, totp_last_step, created_at, last_seen_at)
    select 'usr_' || lpad(n::text, 26, '0'),
      case n % 5 when 0 then '100% "quoted" \\ back' when 1 then 'Zoë_' else repeat('Long name ', 9) || n % 3 end,
      'u' || n || '@x.example', n % 4,
      timestamptz '2026-01-01' + (n / 3) * interval '1 microsecond',
      case when n % 2 = 0 then null else now() + (n / 10) * interval '1 microsecond' end
    from generate_series(1, ${rows}) n`);
});
afterAll(() => database.drop());

const read = (list: Partial<ListQuery>, from: ListSource<Row, Row> = source): Promise<Page<Row>> =>
  database.db.asSystem((tx) => readPage(tx, from, { limit: 50, sort: '-createdAt', ...list }));
const readAll = async (list: Partial<ListQuery>): Promise<string[]> => {
  const ids: string[] = [];
  let cursor: string | null | undefined;
  do {
    const page: Page<Row> = await read({ ...list, cursor: cursor ?? undefined });
    expect(page.items.length).toBeLessThanOrEqual(list.limit ?? 50);
    ids.push(...page.items.map((item) => item.id));
    cursor = page.next;
    if (cursor !== null) expect(cursor.length).toBeLessThanOrEqual(500);
  } while (cursor !== null);
  return ids;
};
const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'taken',
    (error: unknown) => (isHubError(error) ? error.code : String(error)),
  );
const cursorOf = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('page after page', () => {
  const sorts = Object.keys(source.sorts).flatMap((name) => [name, `-${name}`]);
  test.each(sorts.flatMap((sort) => [1, 7, 50, 97, 200].map((limit): [string, number] => [sort, limit])))(
    'sorted by %s, %d at a time, every row comes once and in the order of one large page',
    async (sort, limit) => {
      const all = await readAll({ sort, limit });
      expect(new Set(all).size).toBe(rows);
      expect(all).toEqual((await read({ sort, limit: 200 })).items.map((item) => item.id));
    },
  );

  verifies(
    'foundation.operations.lists',
    'rows that come and go in between neither repeat nor hide others',
    async () => {
      const first = await read({ limit: 10 });
      await database.superuser.query(
        "insert into users (user_id, name, created_at) values ('usr_zz', 'newcomer', now())",
      );
      await database.superuser.query('delete from users where user_id = $1', [first.items[3]?.id]);
      const second = await read({ limit: 10, cursor: first.next ?? undefined });
      const seen = [...first.items, ...second.items].map((item) => item.id);
      expect(new Set(seen).size).toBe(20);
      expect(seen).not.toContain('usr_zz');
      await database.superuser.query("delete from users where user_id = 'usr_zz'");
      await database.superuser.query('insert into users (user_id, name) values ($1, $2)', [
        first.items[3]?.id,
        'back',
      ]);
    },
  );
});

test('names are in the order that people expect, in any case and any language', async () => {
  const names = ['zoë', 'Émile', 'eve', 'Ada', 'änne', 'adam', 'Zora'];
  for (const [at, name] of names.entries())
    await database.superuser.query(
      "insert into users (user_id, name, oidc_issuer, oidc_subject) values ($1, $2, 'x', $1)",
      [`usr_name_${at}`, name],
    );
  const named = { ...source, where: [['oidc_issuer = ?', 'x']] } satisfies ListSource<Row, Row>;
  const sorted = await read({ sort: 'name' }, named);
  expect(sorted.items.map((item) => item.name)).toEqual([
    'Ada',
    'adam',
    'änne',
    'Émile',
    'eve',
    'zoë',
    'Zora',
  ]);
});

describe('words', () => {
  const found = async (q: string) => (await read({ q, limit: 200 })).items.length;
  test('are looked for as they stand, in every named column and in any case', async () => {
    expect(await found('zoË')).toBeGreaterThan(0);
    expect(await found('U97@X')).toBe(1);
    expect(await found('100%')).toBeGreaterThan(0);
    expect(await found('100_')).toBe(0);
    expect(await found('\\ back')).toBeGreaterThan(0);
    expect(await found('_')).toBe(await found('zoë_'));
    expect(await found("' or true --")).toBe(0);
    expect(await found('')).toBe(rows);
  });
});

describe('a cursor', () => {
  test.each([
    ['no base64', '!!!'],
    ['no JSON', 'AAAA'],
    ['another shape', cursorOf({ at: 1 })],
    ['too few parts', cursorOf(['-createdAt', 'x'])],
    ['numbers', cursorOf(['-createdAt', 1, 2])],
    ['no instant', cursorOf(['-createdAt', 'yesterday or so', 'usr_'])],
    ['an instant that does not exist', cursorOf(['-createdAt', '2026-02-31 25:00:00+00', 'usr_'])],
    ['SQL', cursorOf(['-createdAt', "'); drop table users; --", 'usr_'])],
    ['a NUL', cursorOf(['-createdAt', '2026-01-01 00:00:00+00', 'usr_\0'])],
    ['a long text', cursorOf(['-createdAt', 'x'.repeat(10_000), 'usr_'])],
    ['another order', cursorOf(['createdAt', '2026-01-01 00:00:00+00', 'usr_'])],
  ])('that is %s is refused', async (_what, cursor) => {
    expect(await codeOf(read({ cursor }))).toBe('cursor_invalid');
  });

  test('of a number that is none, or too large, is refused', async () => {
    for (const value of ['x', '1.5', '9'.repeat(30), 'NaN'])
      expect(await codeOf(read({ sort: 'step', cursor: cursorOf(['step', value, 'usr_']) }))).toBe(
        'cursor_invalid',
      );
  });

  test('of any other text never breaks the list', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ maxLength: 200 }), async (cursor) => {
        expect(['taken', 'cursor_invalid']).toContain(await codeOf(read({ cursor })));
      }),
      { numRuns: 100 },
    );
  });
});

test('a list is sorted by what it names only', async () => {
  for (const sort of ['password_hash', '', '-', 'constructor', '__proto__', 'createdAt; drop table users'])
    expect(await codeOf(read({ sort }))).toBe('input_invalid');
});

test('conditions hold together, and a value that is not given is none', async () => {
  const narrow = {
    ...source,
    where: [['oidc_issuer is null'], ...given('totp_last_step = ?', 1), ...given('name = ?', undefined)],
  } satisfies ListSource<Row, Row>;
  expect((await read({ limit: 200 }, narrow)).items).toHaveLength(25);
});
