import type { Knex } from 'knex';
import { protectSpaceTable, protectSystemTable } from '../db/tenancy.ts';
import { appRole } from '../db/open.ts';

export const up = async (knex: Knex): Promise<void> => {
  await knex.raw(`
    create table audit_entries (
      space_id text not null,
      seq bigint not null,
      audit_id text not null,
      at timestamptz not null,
      actor text not null,
      actor_name text not null,
      action text not null,
      target text,
      details jsonb not null,
      ip text,
      request_id text,
      hash bytea not null,
      primary key (space_id, seq)
    );
    create index audit_by_action on audit_entries (space_id, action, seq desc);
    create index audit_by_actor on audit_entries (space_id, actor, seq desc);
    create index audit_by_target on audit_entries (space_id, target, seq desc) where target is not null;
    -- The end of each chain: locked while an entry is added, so that entries have one order.
    create table audit_heads (
      space_id text primary key,
      seq bigint not null,
      hash bytea not null
    );
    create table idempotency_keys (
      space_id text not null,
      caller text not null,
      key text not null,
      operation text not null,
      input_hash bytea not null,
      status integer,
      response text,
      locked_until timestamptz,
      expires_at timestamptz not null,
      primary key (space_id, caller, key)
    );
    create index idempotency_by_expiry on idempotency_keys (expires_at);
    create unlogged table rate_counters (
      counter text primary key,
      window_start timestamptz not null,
      taken integer not null,
      granted integer not null
    );
  `);
  for (const table of ['audit_entries', 'audit_heads', 'idempotency_keys'])
    await protectSpaceTable(knex, table);
  await protectSystemTable(knex, 'rate_counters');
  // An entry, once written, stays as it is: no role of the hub may change or remove one.
  await knex.raw(`revoke update, delete on audit_entries from ${appRole}, hub_system`);
};
