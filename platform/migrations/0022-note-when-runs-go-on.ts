import type { Knex } from 'knex';

/** When a run had ended, and when somebody let it go on: in between none of its time went by. */
export const up = async (knex: Knex): Promise<void> => {
  await knex.raw(`alter table flow_runs add column rests jsonb`);
};
