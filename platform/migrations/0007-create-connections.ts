import type { Knex } from 'knex';
import { protectSpaceTable } from '../db/tenancy.ts';

/**
 * Connections: one space's credentials for a connector. All that is secret stands sealed in one column. `fence` and
 * `lease_until` say who may renew the tokens; `token_version` counts how often tokens were stored, so that whoever
 * saw old ones can tell whether there are new ones.
 */
export const up = async (knex: Knex): Promise<void> => {
  await knex.raw(`
    create table connections (
      space_id text not null references spaces on delete cascade,
      connection_id text primary key,
      connector text not null,
      name text not null,
      is_default boolean not null default false,
      alternative jsonb not null,
      server_url text,
      server_variables jsonb not null default '{}',
      settings jsonb not null default '{}',
      hints jsonb not null default '{}',
      facts jsonb not null default '{}',
      sealed text not null,
      state text not null check (state in ('needs_auth', 'ready', 'needs_reauth', 'revoked')),
      scopes text[] not null default '{}',
      account text,
      token_version bigint not null default 0,
      expires_at timestamptz,
      refresh_at timestamptz,
      refreshed_at timestamptz,
      fence bigint not null default 0,
      lease_until timestamptz,
      attempts integer not null default 0,
      retry_at timestamptz,
      last_error text,
      created_by text not null,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      unique (space_id, connector, name)
    );
    create unique index connections_default on connections (space_id, connector) where is_default;
    create index connections_by_state on connections (space_id, state);
    -- Begun at a provider and not finished: found by the state that the browser brings back, once.
    create table oauth_states (
      state_hash bytea primary key,
      space_id text not null references spaces on delete cascade,
      connection_id text not null references connections on delete cascade,
      browser_hash bytea not null,
      begun jsonb not null,
      sealed text not null,
      expires_at timestamptz not null
    );
    create index oauth_states_by_expiry on oauth_states (expires_at);
    create index oauth_states_by_connection on oauth_states (connection_id);
  `);
  for (const table of ['connections', 'oauth_states']) await protectSpaceTable(knex, table);
};
