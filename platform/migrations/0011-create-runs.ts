import type { Knex } from 'knex';
import { protectSpaceTable, protectSystemTable } from '../db/tenancy.ts';

/**
 * Runs of flows and their journals. A run belongs to the worker that has it in memory; a worker is alive as long as its
 * row is there, and every append asks for that row under a lock: who takes a silent worker's runs over takes the row away
 * first. Texts, not jsonb: they are written far more often than looked into.
 */
export const up = async (knex: Knex): Promise<void> => {
  await knex.raw(`
    create table flow_workers (
      worker_id text collate "C" primary key,
      lease_until timestamptz not null,
      started_at timestamptz not null default clock_timestamp()
    );

    create table flow_runs (
      run_id text collate "C" primary key,
      space_id text collate "C" not null,
      flow text collate "C" not null,
      -- 0: the draft as it was, kept with the run.
      version integer not null,
      mode text not null check (mode in ('durable', 'fast')),
      status text not null check (status in
        ('queued', 'running', 'waiting', 'suspended', 'completed', 'faulted', 'cancelled', 'parked')),
      trigger text not null,
      -- What makes a repeated trigger no second run: the id of the event.
      trigger_key text collate "C",
      order_key text collate "C",
      parent_run text collate "C",
      parent_key text,
      input text not null,
      output text,
      error text,
      -- Null: nobody has it in memory.
      owner text collate "C",
      -- Somebody should take it: something has happened to it.
      ready boolean not null default false,
      -- What an admin asked of whoever has it.
      wanted text check (wanted in ('cancel', 'suspend')),
      wanted_reason text,
      -- Sensitive values that the journal shows masked, for going on after a crash.
      sealed text,
      draft text,
      started_at timestamptz not null,
      ended_at timestamptz
    ) with (fillfactor = 85);
    create index flow_runs_by_space on flow_runs (space_id, run_id);
    create index flow_runs_by_flow on flow_runs (space_id, flow, run_id);
    create unique index flow_runs_by_trigger on flow_runs (space_id, flow, trigger_key) where trigger_key is not null;
    create index flow_runs_ready on flow_runs (run_id) where ready and owner is null;
    create index flow_runs_owned on flow_runs (owner) where owner is not null;
    create index flow_runs_in_order on flow_runs (space_id, flow, order_key, run_id)
      where order_key is not null and ended_at is null;
    create index flow_runs_ended on flow_runs (ended_at) where ended_at is not null;
    create index flow_runs_children on flow_runs (parent_run) where parent_run is not null;

    create table flow_journal (
      space_id text collate "C" not null,
      run_id text collate "C" not null,
      seq integer not null,
      kind text not null,
      key text not null,
      place text not null,
      body text not null,
      -- Milliseconds since 1970, as the run saw them.
      began bigint not null,
      at bigint not null,
      primary key (run_id, seq)
    );

    create table flow_waits (
      space_id text collate "C" not null,
      run_id text collate "C" not null,
      key text collate "C" not null,
      part integer not null,
      due_at timestamptz,
      event_type text collate "C",
      subject text collate "C",
      primary key (run_id, key, part)
    );
    create index flow_waits_due on flow_waits (due_at) where due_at is not null;
    create index flow_waits_events on flow_waits (space_id, event_type, subject) where due_at is null;

    -- What a published flow wants to be begun by.
    create table flow_triggers (
      space_id text collate "C" not null,
      flow text collate "C" not null,
      version integer not null,
      part integer not null,
      kind text not null check (kind in ('event', 'http', 'cron', 'every', 'after')),
      -- Null: events of any type.
      event_type text collate "C",
      spec text,
      next_at timestamptz,
      primary key (space_id, flow, part)
    );
    create index flow_triggers_by_event on flow_triggers (space_id, event_type) where kind = 'event';
    create index flow_triggers_due on flow_triggers (next_at) where next_at is not null;

    -- The operations that a published flow calls, by their whole names.
    create table flow_uses (
      space_id text collate "C" not null,
      flow text collate "C" not null,
      operation text collate "C" not null,
      primary key (space_id, operation, flow)
    );

    -- Events of a flow that begins when it has one for each of its filters.
    create table flow_gathered (
      space_id text collate "C" not null,
      flow text collate "C" not null,
      filter integer not null,
      event_id text collate "C" not null,
      place bigint generated always as identity,
      event text not null,
      primary key (space_id, flow, filter, event_id)
    );

    -- Of events that somebody outside made: their own id, source and attributes.
    alter table outbox add column origin jsonb;

    create table flow_arrivals (
      space_id text collate "C" not null,
      run_id text collate "C" not null,
      key text collate "C" not null,
      event_id text collate "C" not null,
      place bigint generated always as identity,
      event text not null,
      primary key (run_id, key, event_id)
    );
  `);
  for (const table of [
    'flow_runs',
    'flow_journal',
    'flow_waits',
    'flow_arrivals',
    'flow_triggers',
    'flow_gathered',
    'flow_uses',
  ])
    await protectSpaceTable(knex, table);
  await protectSystemTable(knex, 'flow_workers');
};
