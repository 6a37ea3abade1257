import type { Knex } from 'knex';
import { appRole, systemRole } from '../db/open.ts';
import { protectSpaceTable } from '../db/tenancy.ts';

/** What a version takes from addresses, as it was when it was published. It is never changed, as the version itself. */
export const up = async (knex: Knex): Promise<void> => {
  await knex.raw(`
    create table flow_resources (
      space_id text collate "C" not null,
      flow text collate "C" not null,
      number integer not null,
      address text collate "C" not null,
      mark text collate "C" not null,
      kind text not null check (kind in ('function', 'flow', 'schema', 'script')),
      digest text not null,
      text text not null,
      fetched_at timestamptz not null,
      primary key (space_id, flow, number, address, mark),
      foreign key (space_id, flow, number) references flow_versions on delete cascade
    );
  `);
  await protectSpaceTable(knex, 'flow_resources');
  await knex.raw(`revoke update on flow_resources from ${appRole}, ${systemRole}`);
};
