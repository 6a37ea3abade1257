import type { Knex } from 'knex';
import { protectSpaceTable } from '../db/tenancy.ts';

/**
 * Data keys, wrapped by a master key. Those without a space belong to the installation; the first of them is also
 * how a wrong master key is noticed at the start. With its space a key goes, and every copy of its secrets with it.
 */
export const up = async (knex: Knex): Promise<void> => {
  await knex.raw(`
    create table vault_keys (
      space_id text references spaces on delete cascade,
      version integer not null check (version > 0),
      master_id text not null,
      wrapped text,
      state text not null check (state in ('current', 'retired', 'shredded')),
      created_at timestamptz not null default now(),
      check ((wrapped is null) = (state = 'shredded'))
    );
    create unique index vault_keys_version on vault_keys (coalesce(space_id, 'installation'), version);
    create unique index vault_keys_current on vault_keys (coalesce(space_id, 'installation')) where state = 'current';
    create index vault_keys_by_master on vault_keys (master_id) where state <> 'shredded';
  `);
  await protectSpaceTable(knex, 'vault_keys');
};
