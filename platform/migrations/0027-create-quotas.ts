import type { Knex } from 'knex';
import { protectSpaceTable } from '../db/tenancy.ts';

/** What of the quotas of the gateway is taken, a row for each period and whoever it counts for. Logged: a crash gives nothing back. */
export const up = async (knex: Knex): Promise<void> => {
  await knex.raw(`
    create table gateway_quotas (
      space_id text collate "C" not null references spaces on delete cascade,
      -- Of which policy, of which day or month, for whom.
      counter text collate "C" not null,
      taken bigint not null,
      -- Of the last time that somebody took: how much it wanted, of how much at most, and what it got.
      wanted bigint not null,
      most bigint not null,
      granted bigint not null,
      -- After this nobody asks any more.
      ends_at timestamptz not null,
      primary key (space_id, counter)
    ) with (fillfactor = 80);
    create index gateway_quotas_by_end on gateway_quotas (ends_at);
  `);
  await protectSpaceTable(knex, 'gateway_quotas');
};
