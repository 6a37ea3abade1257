import type { Knex } from 'knex';
import { protectSpaceTable } from '../db/tenancy.ts';

/** Sessions of portals stand in their cookies. Those that were ended are remembered for as long as their cookie would be good. */
export const up = async (knex: Knex): Promise<void> => {
  await knex.raw(`
    create table portal_ended_sessions (
      space_id text collate "C" not null references spaces on delete cascade,
      session_id text collate "C" not null,
      forgotten_at timestamptz not null,
      primary key (space_id, session_id)
    );
    create index portal_ended_sessions_by_end on portal_ended_sessions (space_id, forgotten_at);
  `);
  await protectSpaceTable(knex, 'portal_ended_sessions');
};
