import type { Knex } from 'knex';
import { appRole, systemRole } from '../db/open.ts';
import { protectSpaceTable } from '../db/tenancy.ts';

/**
 * Flows: the draft that people work on, and the versions that were published of it. A draft is kept as it was written,
 * with comments and mistakes; what lists show of it is taken out of the text when it is saved. Every save counts the
 * fence up, and names the fence that it began with. A version is never changed: not even by the hub itself.
 */
export const up = async (knex: Knex): Promise<void> => {
  await knex.raw(`
    create table flows (
      space_id text collate "C" not null references spaces on delete cascade,
      name text collate "C" not null,
      namespace text not null,
      title text not null,
      summary text not null,
      mode text not null check (mode in ('durable', 'fast')),
      tags jsonb not null default '{}',
      draft text not null,
      draft_fence integer not null default 1,
      draft_saved_by text not null,
      draft_saved_by_name text not null,
      draft_saved_at timestamptz not null default now(),
      published_number integer,
      last_number integer not null default 0,
      state text not null default 'active' check (state in ('active', 'paused')),
      created_by text not null,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      primary key (space_id, name)
    );

    create table flow_versions (
      space_id text collate "C" not null,
      flow text collate "C" not null,
      number integer not null check (number > 0),
      document_version text not null,
      text text not null,
      note text not null,
      published_by text not null,
      published_by_name text not null,
      published_at timestamptz not null default now(),
      primary key (space_id, flow, number),
      foreign key (space_id, flow) references flows on delete cascade
    );

    create table flow_secrets (
      space_id text collate "C" not null references spaces on delete cascade,
      name text collate "C" not null,
      sealed text not null,
      set_by text not null,
      set_by_name text not null,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      primary key (space_id, name)
    );
  `);
  for (const table of ['flows', 'flow_versions', 'flow_secrets']) await protectSpaceTable(knex, table);
  await knex.raw(`revoke update on flow_versions from ${appRole}, ${systemRole}`);
};
