import type { Knex } from 'knex';
import { appRole, systemRole } from '../db/open.ts';

/**
 * Runs of one key go in the order in which they came. Their ids say that only as far as the clocks of processes agree; a number
 * that is drawn under the lock of the key says it always. Those that were there before have none, and come first.
 */
export const up = async (knex: Knex): Promise<void> => {
  await knex.raw(`
    alter table flow_runs add column turn bigint;
    create sequence flow_run_turns;
    grant usage on sequence flow_run_turns to ${appRole}, ${systemRole};
    drop index flow_runs_in_order;
    create index flow_runs_in_order on flow_runs (space_id, flow, order_key, turn nulls first, run_id)
      where order_key is not null and ended_at is null;
  `);
};
