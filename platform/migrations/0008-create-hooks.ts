import type { Knex } from 'knex';
import { protectSpaceTable } from '../db/tenancy.ts';

/**
 * What comes in from other sides: endpoints that they send webhooks to, a receipt for each webhook that was taken, and
 * pollers for those that send none. A receipt stands for one event of the sender: its key is what makes a repeated
 * delivery no second event. Receipts go after a week; when an endpoint was last used is kept with it.
 */
export const up = async (knex: Knex): Promise<void> => {
  await knex.raw(`
    create table hook_endpoints (
      space_id text collate "C" not null references spaces on delete cascade,
      endpoint_id text collate "C" primary key,
      connector text not null,
      connection_id text references connections on delete cascade,
      name text not null,
      verification jsonb not null,
      events jsonb not null,
      challenge text not null check (challenge in ('none', 'meta', 'slack', 'crc')),
      path_token_hash bytea,
      secret_hints jsonb not null default '[]',
      sealed text not null,
      max_bytes integer not null check (max_bytes between 1024 and 5242880),
      state text not null check (state in ('active', 'paused')),
      last_received_at timestamptz,
      last_refused_at timestamptz,
      last_refusal text,
      created_by text not null,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      unique (space_id, endpoint_id),
      unique (space_id, connector, name),
      unique (connection_id),
      foreign key (space_id, connector) references connectors on delete cascade
    );

    create table hook_receipts (
      space_id text collate "C" not null,
      endpoint_id text collate "C" not null,
      event_key text collate "C" not null,
      event_type text not null,
      bytes integer not null,
      received_at timestamptz not null default clock_timestamp(),
      primary key (space_id, endpoint_id, event_key),
      foreign key (space_id, endpoint_id) references hook_endpoints (space_id, endpoint_id) on delete cascade
    ) with (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_cost_delay = 0);
    create index hook_receipts_by_endpoint on hook_receipts (endpoint_id, received_at);
    -- Rows come in the order of time: so small an index finds the old ones.
    create index hook_receipts_by_time on hook_receipts using brin (received_at);

    create table pollers (
      space_id text collate "C" not null references spaces on delete cascade,
      poller_id text collate "C" primary key,
      connector text not null,
      operation text not null,
      connection_id text references connections on delete cascade,
      name text not null,
      input jsonb not null,
      schedule jsonb not null,
      tracking jsonb not null,
      state text not null check (state in ('active', 'paused')),
      -- Null until the first run: what is there then is where the poller begins.
      cursor json,
      next_at timestamptz,
      -- Counts runs and changes: who began before the last of them may not write any more.
      fence bigint not null default 0,
      failures integer not null default 0,
      last_error text,
      last_run_at timestamptz,
      last_event_at timestamptz,
      created_by text not null,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      unique (space_id, connector, name),
      foreign key (space_id, connector) references connectors on delete cascade
    );
    create index pollers_due on pollers (next_at) where state = 'active';
  `);
  for (const table of ['hook_endpoints', 'hook_receipts', 'pollers']) await protectSpaceTable(knex, table);
};
