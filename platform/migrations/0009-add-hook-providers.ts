import type { Knex } from 'knex';

/**
 * Who sends to an endpoint, as the person chose it: null where they said themselves how it is checked. And who makes
 * the secret that webhooks are signed with: one that the provider has to show is not made here.
 */
export const up = async (knex: Knex): Promise<void> => {
  await knex.raw(`
    alter table hook_endpoints
      add column provider text,
      add column secret_from text not null default 'either'
        check (secret_from in ('hub', 'provider', 'either', 'none'));
  `);
};
