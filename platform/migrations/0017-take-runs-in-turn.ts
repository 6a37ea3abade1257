import type { Knex } from 'knex';

/** Runs are taken from one space after the other: a space with very many does not make others wait. */
export const up = async (knex: Knex): Promise<void> => {
  await knex.raw(`
    drop index flow_runs_ready;
    create index flow_runs_turn on flow_runs (space_id, run_id)
      where ready and owner is null and status not in ('suspended', 'queued');
  `);
};
