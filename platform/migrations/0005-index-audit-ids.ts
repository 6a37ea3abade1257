import type { Knex } from 'knex';

/** An entry has an address of its own, by its id; the chain itself goes by number. */
export const up = async (knex: Knex): Promise<void> => {
  await knex.raw('create unique index audit_by_id on audit_entries (space_id, audit_id)');
};
