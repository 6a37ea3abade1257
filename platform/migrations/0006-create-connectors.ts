import type { Knex } from 'knex';
import { protectSpaceTable } from '../db/tenancy.ts';

/**
 * Connectors with their versions. What an import made is kept as `json`, not `jsonb`: it is read whole, and a text
 * with NUL characters, which documents hold, is none that jsonb takes.
 */
export const up = async (knex: Knex): Promise<void> => {
  await knex.raw(`
    create table connectors (
      space_id text not null references spaces on delete cascade,
      name text not null,
      title text not null,
      description text not null,
      origin text not null check (origin in ('openapi', 'typescript')),
      source_url text,
      overlay text,
      current_version integer,
      last_version integer not null default 0,
      settings json not null default '{}',
      created_by text not null,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      primary key (space_id, name)
    );

    create table connector_versions (
      space_id text not null,
      connector text not null,
      version integer not null check (version > 0),
      state text not null check (state in ('draft', 'published', 'discarded')),
      document_version text not null,
      format text not null,
      operation_count integer not null,
      plan json not null,
      definitions json not null,
      changes json,
      document_key text,
      created_by text not null,
      created_at timestamptz not null default now(),
      published_at timestamptz,
      primary key (space_id, connector, version),
      foreign key (space_id, connector) references connectors on delete cascade
    );

    create table connector_operations (
      space_id text not null,
      connector text not null,
      version integer not null,
      name text not null,
      method text not null,
      path text not null,
      summary text not null,
      tags text[] not null,
      deprecated boolean not null,
      plan json not null,
      primary key (space_id, connector, version, name),
      foreign key (space_id, connector, version) references connector_versions on delete cascade
    );
  `);
  for (const table of ['connectors', 'connector_versions', 'connector_operations'])
    await protectSpaceTable(knex, table);
};
