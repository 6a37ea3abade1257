import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import knexBuilder, { type Knex } from 'knex';
import { HubError } from '../../core/errors.ts';
import { migrationFiles, migrationsFolder } from './migrations.ts';
import { appRole, systemRole } from './open.ts';

const oldestServer = 150_000;
// Any number that nothing else locks: processes that start together migrate one after the other.
const lockId = 7_216_001;

interface Migration {
  up(knex: Knex): Promise<void>;
}

/**
 * Brings the database to this version of the hub: all missing migrations in one transaction, so that a kill leaves
 * either the old schema or the new one. Knex's own runner is not used because its lock outlives a killed process.
 */
export const migrate = async (url: string): Promise<string[]> => {
  const knex = knexBuilder({ client: 'pg', connection: url, pool: { min: 0, max: 1 } });
  try {
    await requireServer(knex);
    const files = await migrationFiles();
    return await knex.transaction(async (tx) => {
      await tx.raw('select pg_advisory_xact_lock(?)', [lockId]);
      await tx.raw(
        'create table if not exists hub_migrations (name text primary key, applied_at timestamptz not null default now())',
      );
      const applied = new Set(await tx('hub_migrations').pluck<string[]>('name'));
      const unknown = [...applied].filter((name) => !files.includes(name));
      if (unknown.length > 0) {
        throw new HubError(
          'start_failed',
          `The database was migrated by a newer version of the hub (it knows ${unknown.join(', ')}). Start that version, or restore a backup made by this one.`,
        );
      }
      const missing = files.filter((file) => !applied.has(file));
      if (missing.length > 0) await createRoles(tx);
      for (const file of missing) {
        const migration = (await import(pathToFileURL(join(migrationsFolder, file)).href)) as Migration;
        await migration.up(tx);
        await tx('hub_migrations').insert({ name: file });
      }
      return missing;
    });
  } finally {
    await knex.destroy();
  }
};

const requireServer = async (knex: Knex): Promise<void> => {
  let version: number;
  let name: string;
  try {
    const answer = await knex.raw<{ rows: { number: string; name: string }[] }>(
      "select current_setting('server_version_num') as number, current_setting('server_version') as name",
    );
    version = Number(answer.rows[0]?.number);
    name = answer.rows[0]?.name ?? 'unknown';
  } catch (cause) {
    const reason =
      cause instanceof Error ? cause.message || (cause as { code?: string }).code : String(cause);
    throw new HubError(
      'start_failed',
      `Cannot connect to the database: ${reason}. Check DATABASE_URL, and that PostgreSQL runs.`,
      { cause },
    );
  }
  if (version < oldestServer) {
    throw new HubError(
      'start_failed',
      `PostgreSQL ${name} is too old. The hub needs 15 or newer; point DATABASE_URL at such a server.`,
    );
  }
};

/**
 * Roles belong to the whole server, so two databases may race to create them. The login must be a member to be
 * able to work as them.
 */
const createRoles = async (tx: Knex): Promise<void> => {
  for (const role of [appRole, systemRole]) {
    await tx.raw(`do $$ begin
      create role ${role} nologin nosuperuser nobypassrls;
    exception when duplicate_object or unique_violation then null; end $$`);
    await tx.raw(`do $$ begin
      if not pg_has_role(session_user, '${role}', 'member') then execute format('grant ${role} to %I', session_user); end if;
    exception when unique_violation then null; end $$`);
  }
  await tx.raw(
    `do $$ begin execute format('grant usage on schema %I to ${appRole}, ${systemRole}', current_schema()); end $$`,
  );
};
