import type { Running } from '../core/ports.ts';
import type { Config } from '../platform/config.ts';
import { startEmbeddedDatabase } from '../platform/db/embedded.ts';
import { isMigrated } from '../platform/db/migrations.ts';
import { openDb, type Db } from '../platform/db/open.ts';
import type { Lifecycle } from './lifecycle.ts';

const statementTimeoutMs = 30_000;

export interface Databases {
  readonly db: Db;
  /**
   * A few connections apart, for what is asked in the middle of a transaction (a data key of the vault): waiting for
   * the pool that the transaction itself has a connection of could be waiting for ever.
   */
  readonly aside: Db;
}

/** A database of ours or of theirs, migrated to this version. */
export const startDatabases = async (config: Config, lifecycle: Lifecycle): Promise<Databases> => {
  const url =
    config.DATABASE_URL ??
    (await lifecycle.start('database server', () => startEmbeddedDatabase(config.dataDir))).url;
  // What migrates is heavy, and most starts have nothing to migrate.
  if (!(await isMigrated(url))) await (await import('../platform/db/migrate.ts')).migrate(url);
  const open = (name: string, poolSize: number) =>
    lifecycle.start(name, async (): Promise<Db & Running> => {
      const db = openDb({ url, poolSize, statementTimeoutMs });
      return { ...db, stop: db.close };
    });
  return { aside: await open('database, aside', 2), db: await open('database', config.DATABASE_POOL) };
};
