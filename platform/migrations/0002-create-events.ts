import type { Knex } from 'knex';
import { protectSpaceTable, protectSystemTable } from '../db/tenancy.ts';

/**
 * The outbox keeps each event; a delivery is one event on its way to one subscription. Of the open deliveries of one
 * subscription, space and key all but the first are `blocked`: that is what keeps the order.
 */
export const up = async (knex: Knex): Promise<void> => {
  await knex.raw(`
    create table outbox (
      seq bigint generated always as identity primary key,
      event_id text collate "C" not null unique,
      space_id text collate "C" not null,
      type text not null,
      subject text,
      -- The key of the fact, else its subject. Events without either have no order among them.
      order_key text,
      data jsonb not null,
      time timestamptz not null default clock_timestamp(),
      -- The transaction that wrote it: lets a reader go on where it was without missing late commits.
      xid xid8 not null default pg_current_xact_id(),
      routed_at timestamptz,
      -- Used when a message system carries the events: leased to a process that sends it, then sent.
      lease_until timestamptz,
      fence bigint not null default 0,
      sent_at timestamptz
    ) with (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_cost_delay = 0);
    create index outbox_unrouted on outbox (seq) where routed_at is null;
    create index outbox_unrouted_keys on outbox (space_id, order_key, seq) where routed_at is null;
    create index outbox_by_transaction on outbox (xid);
    create index outbox_by_time on outbox (time);
    create table event_subscriptions (
      name text collate "C" primary key,
      -- Null: all types.
      types text[],
      seen_at timestamptz not null default clock_timestamp()
    );
    create table event_deliveries (
      delivery_id bigint generated always as identity primary key,
      subscription text collate "C" not null,
      event_seq bigint not null,
      space_id text collate "C" not null,
      order_key text,
      state text not null check (state in ('blocked', 'ready', 'running', 'waiting', 'done', 'dead')),
      attempts integer not null default 0,
      next_at timestamptz,
      lease_until timestamptz,
      fence bigint not null default 0,
      last_error text,
      finished_at timestamptz,
      unique (subscription, event_seq)
    ) with (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_cost_delay = 0);
    create index event_deliveries_ready on event_deliveries (subscription, event_seq) where state = 'ready';
    create index event_deliveries_open on event_deliveries (subscription, space_id, order_key, event_seq)
      where state in ('blocked', 'ready', 'running', 'waiting');
    create index event_deliveries_waiting on event_deliveries (next_at) where state = 'waiting';
    create index event_deliveries_running on event_deliveries (lease_until) where state = 'running';
    create index event_deliveries_finished on event_deliveries (finished_at) where state in ('done', 'dead');
    create index event_deliveries_by_event on event_deliveries (event_seq) where state <> 'done';
  `);
  await protectSpaceTable(knex, 'outbox');
  await protectSpaceTable(knex, 'event_deliveries');
  await protectSystemTable(knex, 'event_subscriptions');
};
