import type { Knex } from 'knex';
import { appRole, systemRole } from './open.ts';

/**
 * For migrations: puts a table behind the second wall. Rows carry `space_id`; a transaction sees those of its own
 * space, the hub's own role sees all, and the owner of the table is held to the same policies.
 */
export const protectSpaceTable = async (knex: Knex, table: string): Promise<void> => {
  await knex.raw(`alter table ${table} enable row level security`);
  await knex.raw(`alter table ${table} force row level security`);
  // After a commit the setting is '', not null: both mean no space.
  await knex.raw(`create policy ${table}_space on ${table} to ${appRole}
    using (space_id = nullif(current_setting('app.space', true), ''))
    with check (space_id = nullif(current_setting('app.space', true), ''))`);
  await knex.raw(`create policy ${table}_system on ${table} to ${systemRole} using (true) with check (true)`);
  await knex.raw(`grant select, insert, update, delete on ${table} to ${appRole}, ${systemRole}`);
};

/** For migrations: a table of the installation, which belongs to no space. Only the hub's own role reaches it. */
export const protectSystemTable = async (knex: Knex, table: string): Promise<void> => {
  await knex.raw(`alter table ${table} enable row level security`);
  await knex.raw(`alter table ${table} force row level security`);
  await knex.raw(`create policy ${table}_system on ${table} to ${systemRole} using (true) with check (true)`);
  await knex.raw(`grant select, insert, update, delete on ${table} to ${systemRole}`);
};
