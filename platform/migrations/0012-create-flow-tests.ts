import type { Knex } from 'knex';
import { protectSpaceTable } from '../db/tenancy.ts';

/** The tests of a flow, as they were written: they are run before it is published. */
export const up = async (knex: Knex): Promise<void> => {
  await knex.raw(`
    create table flow_tests (
      space_id text collate "C" not null,
      flow text collate "C" not null,
      text text not null,
      saved_by text not null,
      saved_by_name text not null,
      saved_at timestamptz not null default now(),
      primary key (space_id, flow),
      foreign key (space_id, flow) references flows on delete cascade
    );
  `);
  await protectSpaceTable(knex, 'flow_tests');
};
