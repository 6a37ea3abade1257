import type { Knex } from 'knex';
import { systemRole } from '../db/open.ts';

/** A version of a connector is its document with its overlay; what was imported later had perhaps another one. */
export const up = async (knex: Knex): Promise<void> => {
  await knex.raw(`
    alter table connector_versions add column overlay text;
    -- Of the versions before, only the last one is known.
    set local role ${systemRole};
    update connector_versions v set overlay = c.overlay from connectors c
      where c.space_id = v.space_id and c.name = v.connector and c.overlay is not null;
    reset role;
  `);
};
