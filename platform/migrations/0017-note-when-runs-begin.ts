import type { Knex } from 'knex';

/** A run that was queued begins when somebody first takes it; what it listens to may have come since it could begin. */
export const up = async (knex: Knex): Promise<void> => {
  await knex.raw(`
    alter table flow_runs
      -- False: nobody has taken it yet, and it has begun nothing.
      add column begun boolean not null default true,
      -- Null: it began at once.
      add column ready_at timestamptz;
  `);
};
