import type { Knex } from 'knex';
import { protectSpaceTable } from '../db/tenancy.ts';

/** Dead letters: runs that were parked or that failed, what somebody said of them, and many of them begun again at once. */
export const up = async (knex: Knex): Promise<void> => {
  await knex.raw(`
    alter table flow_runs
      -- How often it was begun again after its end; and, of a sub-flow, at which of these of its parent it was taken up.
      add column tries integer not null default 0,
      add column parent_tries integer not null default 0,
      add column dismissed_at timestamptz,
      add column dismissed_by text,
      add column dismissed_by_name text,
      add column dismissed_note text;
    create index flow_runs_dead on flow_runs (space_id, run_id) where status in ('parked', 'faulted');

    create table flow_retries (
      retry_id text collate "C" primary key,
      space_id text collate "C" not null,
      -- What was asked for, as JSON: a filter, or ids.
      wanted text not null,
      status text not null default 'running' check (status in ('running', 'done', 'cancelled')),
      total integer not null,
      retried integer not null default 0,
      refused integer not null default 0,
      -- Portions so far: each is a job, and is done once.
      portion integer not null default 0,
      asked_by text not null,
      asked_by_name text not null,
      asked_at timestamptz not null default clock_timestamp(),
      cancelled_by_name text,
      ended_at timestamptz
    );
    create index flow_retries_by_space on flow_retries (space_id, retry_id);

    -- The runs that a retry is about: those that are left, and those that could not be retried.
    create table flow_retry_runs (
      space_id text collate "C" not null,
      retry_id text collate "C" not null references flow_retries on delete cascade,
      run_id text collate "C" not null,
      refusal text,
      primary key (retry_id, run_id)
    );
    create index flow_retry_runs_left on flow_retry_runs (retry_id, run_id) where refusal is null;
  `);
  await protectSpaceTable(knex, 'flow_retries');
  await protectSpaceTable(knex, 'flow_retry_runs');
};
