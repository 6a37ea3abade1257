import type { Db } from '../../platform/db/open.ts';
import type { TestDatabase } from './database.ts';

/** A table in which handlers leave their effects, to be counted afterwards. */
export const makeLedger = async (database: TestDatabase): Promise<void> => {
  await database.superuser.query(`
    create table if not exists test_effects (
      seq bigint generated always as identity, who text not null, what text not null, seen jsonb);
    grant select, insert on test_effects to hub_app, hub_system;`);
};

export const effects = async (database: TestDatabase, who: string): Promise<string[]> => {
  const { rows } = await database.superuser.query<{ what: string }>(
    'select what from test_effects where who = $1 order by seq',
    [who],
  );
  return rows.map(({ what }) => what);
};

export const writeEffect =
  (who: string) =>
  async (tx: Parameters<Parameters<Db['inSpace']>[1]>[0], what: string): Promise<void> => {
    await tx.execute('insert into test_effects (who, what) values ($1, $2)', [who, what]);
  };
