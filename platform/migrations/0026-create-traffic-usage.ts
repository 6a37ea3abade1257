import type { Knex } from 'knex';
import { protectSpaceTable } from '../db/tenancy.ts';

/** What went through the gateway: counted by minute and by hour, and a few of the last requests to look at. */
export const up = async (knex: Knex): Promise<void> => {
  await knex.raw(`
    create table gateway_usage (
      space_id text collate "C" not null references spaces on delete cascade,
      grain text not null check (grain in ('minute', 'hour')),
      at timestamptz not null,
      pipeline text collate "C" not null,
      -- Empty where nobody was asked who calls.
      consumer_id text collate "C" not null,
      requests bigint not null,
      refused bigint not null,
      failed bigint not null,
      bytes bigint not null,
      ms double precision not null,
      -- How many took at most 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000 ms, and more.
      buckets bigint[] not null,
      primary key (space_id, grain, at, pipeline, consumer_id)
    );
    create index gateway_usage_by_age on gateway_usage (grain, at);

    -- Lost when the database crashes, which takes nothing from anybody: they are kept for a quarter of an hour.
    create unlogged table gateway_requests (
      space_id text collate "C" not null references spaces on delete cascade,
      request_id text collate "C" not null,
      at timestamptz not null,
      pipeline text collate "C" not null,
      consumer text,
      method text not null,
      path text not null,
      status int not null,
      ms double precision not null,
      bytes bigint not null,
      client text not null,
      service text,
      reason text
    );
    create index gateway_requests_by_age on gateway_requests (space_id, at desc);
    create index gateway_requests_old on gateway_requests (at);
  `);
  for (const table of ['gateway_usage', 'gateway_requests']) await protectSpaceTable(knex, table);
};
