import type { Knex } from 'knex';
import { appRole, systemRole } from '../db/open.ts';
import { protectSpaceTable } from '../db/tenancy.ts';

/**
 * Toolsets: what models are offered. A draft that people work on, and versions that never change. A pin says what somebody
 * has seen of an operation when they let this toolset offer it; it outlives versions, and is renewed by people only. Calls
 * are kept for a while: what was asked for and how it ended, and what was said only where a toolset wants that.
 */
export const up = async (knex: Knex): Promise<void> => {
  await knex.raw(`
    create table toolsets (
      space_id text collate "C" not null references spaces on delete cascade,
      name text collate "C" not null,
      title text not null,
      mode text not null,
      tools integer not null,
      -- JSON, as a text: it is read whole.
      draft text not null,
      draft_fence integer not null default 1,
      draft_saved_by text not null,
      draft_saved_by_name text not null,
      draft_saved_at timestamptz not null default now(),
      published_number integer,
      last_number integer not null default 0,
      -- Counted up by whatever changes what is offered: processes look whether it is the one that they know.
      revision bigint not null default 0,
      created_by text not null,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      primary key (space_id, name)
    );

    create table toolset_versions (
      space_id text collate "C" not null,
      toolset text collate "C" not null,
      number integer not null check (number > 0),
      hash text not null,
      title text not null,
      content text not null,
      note text not null,
      published_by text not null,
      published_by_name text not null,
      published_at timestamptz not null default now(),
      primary key (space_id, toolset, number),
      foreign key (space_id, toolset) references toolsets on delete cascade
    );

    create table toolset_pins (
      space_id text collate "C" not null,
      toolset text collate "C" not null,
      operation text collate "C" not null,
      hash text not null,
      -- As JSON: to compare with what it is now.
      seen text not null,
      pinned_by text not null,
      pinned_by_name text not null,
      pinned_at timestamptz not null default now(),
      -- What it has become, when that was noticed; empty where it is gone.
      changed_hash text,
      changed_at timestamptz,
      primary key (space_id, toolset, operation),
      foreign key (space_id, toolset) references toolsets on delete cascade
    );
    create index toolset_pins_by_operation on toolset_pins (space_id, operation);

    create table toolset_calls (
      call_id text collate "C" primary key,
      space_id text collate "C" not null references spaces on delete cascade,
      toolset text collate "C" not null,
      number integer,
      tool text not null,
      operation text not null,
      caller text not null,
      caller_name text not null,
      at timestamptz not null,
      ms real not null,
      outcome text not null check (outcome in ('done', 'failed', 'refused')),
      code text,
      -- Names and kinds of the arguments, as JSON.
      shape text not null,
      bytes integer not null,
      -- JSON; only where the toolset says that it is kept.
      input text,
      output text
    );
    create index toolset_calls_by_space on toolset_calls (space_id, call_id);
    create index toolset_calls_by_toolset on toolset_calls (space_id, toolset, call_id);
    create index toolset_calls_by_age on toolset_calls (at);
  `);
  for (const table of ['toolsets', 'toolset_versions', 'toolset_pins', 'toolset_calls'])
    await protectSpaceTable(knex, table);
  await knex.raw(`revoke update on toolset_versions from ${appRole}, ${systemRole}`);
};
