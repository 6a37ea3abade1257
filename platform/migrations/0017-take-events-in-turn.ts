import type { Knex } from 'knex';

/** Deliveries are taken from one space after the other: a space with very many does not make others wait. */
export const up = async (knex: Knex): Promise<void> => {
  await knex.raw(`
    drop index event_deliveries_ready;
    create index event_deliveries_turn on event_deliveries (subscription, space_id, event_seq) where state = 'ready';
  `);
};
