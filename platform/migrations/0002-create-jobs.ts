import type { Knex } from 'knex';
import { protectSpaceTable } from '../db/tenancy.ts';

/**
 * `waiting` becomes `ready` when its time has come, so that a claim never walks over jobs of the future. A job of
 * the hub itself has no space: the policies hide it from every space.
 */
export const up = async (knex: Knex): Promise<void> => {
  await knex.raw(`
    create table jobs (
      job_id text collate "C" primary key,
      space_id text collate "C",
      name text collate "C" not null,
      payload jsonb not null,
      key text,
      state text not null check (state in ('waiting', 'ready', 'running', 'done', 'dead', 'discarded')),
      attempts integer not null default 0,
      run_at timestamptz not null,
      -- Null unless it is running.
      lease_until timestamptz,
      fence bigint not null default 0,
      last_error text,
      created_at timestamptz not null default clock_timestamp(),
      finished_at timestamptz
    ) with (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 0.2,
      autovacuum_vacuum_cost_delay = 0);
    create index jobs_ready on jobs (name, coalesce(space_id, '-'), run_at) where state = 'ready';
    create index jobs_waiting on jobs (run_at) where state = 'waiting';
    create index jobs_running on jobs (lease_until) where state = 'running';
    create index jobs_finished on jobs (finished_at) where state in ('done', 'dead', 'discarded');
    create index jobs_by_space on jobs (space_id, created_at);
    create unique index jobs_key on jobs (coalesce(space_id, '-'), name, key)
      where key is not null and state in ('waiting', 'ready', 'running');
  `);
  await protectSpaceTable(knex, 'jobs');
  // A foreign key to spaces would lock the row of the space with every job; the end of a space is rare.
  await knex.raw(`
    create function delete_jobs_of_space() returns trigger language plpgsql as $$ begin
      delete from jobs where space_id = old.space_id;
      return null;
    end $$;
    create trigger delete_jobs_of_space after delete on spaces for each row execute function delete_jobs_of_space();
  `);
};
