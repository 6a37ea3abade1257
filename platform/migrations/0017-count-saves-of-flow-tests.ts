import type { Knex } from 'knex';

/** So that nobody writes over tests that somebody else has saved meanwhile. It stays when the tests are taken away. */
export const up = async (knex: Knex): Promise<void> => {
  await knex.raw(`
    alter table flows add column tests_fence integer not null default 0;
    update flows set tests_fence = 1
      where exists (select from flow_tests as t where t.space_id = flows.space_id and t.flow = flows.name);
  `);
};
