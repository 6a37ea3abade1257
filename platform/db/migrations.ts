import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { readOnce } from './open.ts';

export const migrationsFolder = join(import.meta.dirname, '..', 'migrations');

export const migrationFiles = async (): Promise<string[]> =>
  (await readdir(migrationsFolder)).filter((file) => /^\d{4}-.+\.ts$/.test(file)).sort();

/**
 * Has this database exactly the migrations of this version? Most starts find that it has, and then need nothing of
 * what migrates. Any trouble answers no: the migration itself says what is wrong.
 */
export const isMigrated = async (url: string): Promise<boolean> => {
  const rows = await readOnce<{ name: string }>(url, 'select name from hub_migrations order by name');
  const files = await migrationFiles();
  return (
    rows !== undefined &&
    rows
      .map(({ name }) => name)
      .sort()
      .join() === files.join()
  );
};
