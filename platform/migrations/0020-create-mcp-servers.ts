import type { Knex } from 'knex';
import { protectSpaceTable } from '../db/tenancy.ts';

/**
 * Others' MCP servers, each a connector of the origin `mcp` under its own name, and how they are. `prior` is how the
 * server was last spoken to, so that the next session need not find out again. `kept_hash` is of the last listing that
 * was made a version: one that is still a draft, or was discarded, is not made again. A connection may belong to a
 * person now, and knows what more the other side has asked for.
 */
export const up = async (knex: Knex): Promise<void> => {
  await knex.raw(`
    alter table connectors drop constraint connectors_origin_check;
    alter table connectors add constraint connectors_origin_check check (origin in ('openapi', 'typescript', 'mcp'));

    alter table connections add column user_id text references users on delete cascade;
    alter table connections add column needed_scopes text[] not null default '{}';
    alter table connections add constraint connections_of_people_no_default check (user_id is null or not is_default);
    create unique index connections_of_people on connections (space_id, connector, user_id) where user_id is not null;

    create table mcp_servers (
      space_id text collate "C" not null,
      name text collate "C" not null,
      title text not null,
      url text,
      command text,
      header text,
      sign_in json,
      state text not null check (state in ('healthy', 'down', 'needs_sign_in')),
      reason text,
      since timestamptz not null default now(),
      failures integer not null default 0,
      checked_at timestamptz,
      next_check_at timestamptz not null default now(),
      prior json,
      facts json,
      tools json not null default '{}',
      resources json not null default '[]',
      templates json not null default '[]',
      prompts json not null default '[]',
      skipped json not null default '[]',
      kept_hash text,
      tools_stamp text not null default '',
      resources_stamp text not null default '',
      prompts_stamp text not null default '',
      revision integer not null default 1,
      created_by text not null,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      primary key (space_id, name),
      foreign key (space_id, name) references connectors on delete cascade deferrable initially deferred,
      check ((url is null) <> (command is null))
    );
    create index mcp_servers_by_check on mcp_servers (next_check_at);

    create table mcp_server_states (
      space_id text collate "C" not null,
      name text collate "C" not null,
      id bigint generated always as identity,
      state text not null,
      reason text,
      at timestamptz not null default now(),
      primary key (space_id, name, id),
      foreign key (space_id, name) references mcp_servers on delete cascade
    );
  `);
  for (const table of ['mcp_servers', 'mcp_server_states']) await protectSpaceTable(knex, table);
};
