import type { Knex } from 'knex';
import { protectSpaceTable } from '../db/tenancy.ts';

/**
 * Sessions of clients that speak a revision of MCP with sessions, so that any process can go on with one. What a client
 * sends to the wrong process, an answer or a cancellation, waits in `mcp_inbox` for the process that knows what it is about.
 */
export const up = async (knex: Knex): Promise<void> => {
  await knex.raw(`
    create table mcp_sessions (
      -- SHA-256 of the id, which only the client has.
      id_hash text collate "C" primary key,
      space_id text collate "C" not null references spaces on delete cascade,
      toolset text collate "C" not null,
      -- Digest of who began it: nobody else can go on with it.
      principal text collate "C" not null,
      caller text not null,
      protocol text not null,
      -- JSON, as texts: they are handed back to the protocol, not looked into.
      client_capabilities text not null,
      client_info text not null,
      log_level text,
      subscriptions text[] not null default '{}',
      created_at timestamptz not null default now(),
      expires_at timestamptz not null
    );
    create index mcp_sessions_by_principal on mcp_sessions (space_id, principal, expires_at);
    create index mcp_sessions_expired on mcp_sessions (expires_at);

    create table mcp_inbox (
      message_id bigint generated always as identity primary key,
      space_id text collate "C" not null references spaces on delete cascade,
      id_hash text collate "C" not null references mcp_sessions on delete cascade,
      -- The id of the request that it is about.
      about text not null,
      message text not null,
      created_at timestamptz not null default now()
    );
    create index mcp_inbox_by_session on mcp_inbox (id_hash, about);
    create index mcp_inbox_by_age on mcp_inbox (created_at);
  `);
  for (const table of ['mcp_sessions', 'mcp_inbox']) await protectSpaceTable(knex, table);
};
