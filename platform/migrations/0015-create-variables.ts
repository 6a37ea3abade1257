import type { Knex } from 'knex';
import { protectSpaceTable } from '../db/tenancy.ts';

/**
 * Variables of a space, by name. Every change makes a new version of all of them together, without copying them: a row holds
 * from one version on, up to another. A run keeps the number of the version that it began with.
 */
export const up = async (knex: Knex): Promise<void> => {
  await knex.raw(`
    create table flow_variable_heads (
      space_id text collate "C" primary key references spaces on delete cascade,
      number integer not null
    );

    create table flow_variables (
      space_id text collate "C" not null references spaces on delete cascade,
      name text collate "C" not null,
      -- The first version that has it so, and the first one that does not; null: the newest has.
      since integer not null,
      until integer,
      -- JSON.
      value text not null,
      set_by text not null,
      set_by_name text not null,
      set_at timestamptz not null default now(),
      ended_at timestamptz,
      -- Only where nothing came in its place.
      deleted_by text,
      deleted_by_name text,
      primary key (space_id, name, since)
    );
    create unique index flow_variables_current on flow_variables (space_id, name) where until is null;
    create index flow_variables_ended on flow_variables (ended_at) where ended_at is not null;

    -- What published flows read of them; * stands for any.
    create table flow_variable_uses (
      space_id text collate "C" not null,
      flow text collate "C" not null,
      name text collate "C" not null,
      primary key (space_id, name, flow)
    );

    -- Null: the flow reads none.
    alter table flow_runs add column variables integer;
    create index flow_runs_variables on flow_runs (space_id, variables) where variables is not null;
  `);
  for (const table of ['flow_variable_heads', 'flow_variables', 'flow_variable_uses'])
    await protectSpaceTable(knex, table);
};
