import type { Knex } from 'knex';
import { protectSpaceTable } from '../db/tenancy.ts';

/**
 * Applications that call the gateway, and what they show. The revision of a space goes up with every change, so that
 * processes which remember who showed what notice it by one number.
 */
export const up = async (knex: Knex): Promise<void> => {
  await knex.raw(`
    create table gateway_revisions (
      space_id text collate "C" primary key references spaces on delete cascade,
      documents bigint not null default 0,
      consumers bigint not null default 0
    );

    create table gateway_consumers (
      consumer_id text collate "C" primary key,
      space_id text collate "C" not null references spaces on delete cascade,
      name text not null,
      title text not null,
      active boolean not null default true,
      -- JSON, as text: it is shown and handed on, not looked into.
      metadata text not null,
      scopes text[] not null,
      created_by text not null,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      unique (space_id, consumer_id)
    );
    create unique index gateway_consumers_by_name on gateway_consumers (space_id, lower(name));

    create table gateway_credentials (
      credential_id text collate "C" primary key,
      space_id text collate "C" not null,
      consumer_id text collate "C" not null,
      kind text not null check (kind in ('key', 'basic', 'hmac', 'jwt', 'certificate')),
      -- What is shown beside the secret, or instead of it: user, id of the key, subject.
      identifier text collate "C",
      hint text not null,
      -- Of a key: SHA-256. Nobody guesses 256 bits.
      secret_hash bytea,
      -- Of a password: argon2id.
      password_hash text,
      -- What signs requests, as the vault keeps it.
      sealed text,
      -- Null: all of the consumer's.
      scopes text[],
      active boolean not null default true,
      created_by text not null,
      created_at timestamptz not null default now(),
      expires_at timestamptz,
      revoked_at timestamptz,
      last_used_at timestamptz,
      foreign key (space_id, consumer_id) references gateway_consumers (space_id, consumer_id) on delete cascade,
      check ((secret_hash is not null) = (kind = 'key')),
      check ((password_hash is not null) = (kind = 'basic')),
      check ((sealed is not null) = (kind = 'hmac')),
      check ((identifier is null) = (kind = 'key'))
    );
    create unique index gateway_credentials_by_secret on gateway_credentials (space_id, secret_hash);
    create unique index gateway_credentials_by_identifier on gateway_credentials (space_id, kind, identifier)
      where revoked_at is null;
    create index gateway_credentials_by_consumer on gateway_credentials (space_id, consumer_id, credential_id);
  `);
  for (const table of ['gateway_revisions', 'gateway_consumers', 'gateway_credentials'])
    await protectSpaceTable(knex, table);
};
