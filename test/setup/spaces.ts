import type { Db } from '../../platform/db/open.ts';

const letters = '0123456789abcdefghjkmnpqrstvwxyz';

/** Ids of test spaces, in the order of their numbers. */
const spaceNumber = (n: number): string =>
  `spc_${letters[Math.floor(n / 32)] ?? ''}${letters[n % 32] ?? ''}`.padEnd(30, '0');

export const makeSpaces = async (db: Db, count: number): Promise<string[]> => {
  const ids = Array.from({ length: count }, (_, n) => spaceNumber(n));
  await db.asSystem((tx) =>
    tx.execute(
      `insert into spaces (space_id, slug, name)
       select id, replace(id, '_', '-'), id from unnest($1::text[]) as s (id)`,
      [ids],
    ),
  );
  return ids;
};
