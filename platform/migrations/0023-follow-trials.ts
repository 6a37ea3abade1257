import type { Knex } from 'knex';
import { protectSpaceTable } from '../db/tenancy.ts';

/**
 * Tests of flows that are under way are counted before another one begins. Who is on a flow is told from a table that is not
 * logged: a hint between processes carries no payload, and what a crash loses here is true again with the next heartbeat.
 */
export const up = async (knex: Knex): Promise<void> => {
  await knex.raw(`
    create index flow_runs_trials on flow_runs (space_id) where trigger = 'test' and ended_at is null;

    create unlogged table presences (
      space_id text collate "C" not null,
      topic text not null,
      -- One socket of one process.
      place_id text collate "C" not null,
      user_id text not null,
      name text not null,
      step text,
      since timestamptz not null,
      lease_until timestamptz not null,
      primary key (space_id, topic, place_id)
    );
    create index presences_over on presences (lease_until);
  `);
  await protectSpaceTable(knex, 'presences');
};
