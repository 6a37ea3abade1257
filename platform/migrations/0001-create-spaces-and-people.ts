import type { Knex } from 'knex';
import { protectSpaceTable, protectSystemTable } from '../db/tenancy.ts';
import { appRole } from '../db/open.ts';

export const up = async (knex: Knex): Promise<void> => {
  await knex.raw(`
    create table spaces (
      space_id text primary key,
      slug text not null unique check (slug ~ '^[a-z0-9][a-z0-9-]{0,47}$'),
      name text not null,
      settings jsonb not null default '{}',
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now()
    );
    create table users (
      user_id text primary key,
      email text unique check (email = lower(email)),
      name text not null,
      password_hash text,
      totp_secret text,
      totp_confirmed_at timestamptz,
      totp_last_step bigint not null default 0,
      recovery_codes text[] not null default '{}',
      oidc_issuer text,
      oidc_subject text,
      installation_owner boolean not null default false,
      disabled_at timestamptz,
      preferences jsonb not null default '{}',
      created_at timestamptz not null default now(),
      last_seen_at timestamptz,
      unique (oidc_issuer, oidc_subject)
    );
    create table members (
      space_id text not null references spaces on delete cascade,
      user_id text not null references users on delete cascade,
      role text not null check (role in ('owner', 'admin', 'builder', 'operator', 'viewer')),
      -- A role given by the identity provider is changed there, not here.
      from_provider boolean not null default false,
      created_at timestamptz not null default now(),
      primary key (space_id, user_id)
    );
    create index members_by_user on members (user_id);
    create table sessions (
      session_id text primary key,
      user_id text not null references users on delete cascade,
      -- SHA-256 of the refresh token in force, and of the one before it: seeing that one again means theft.
      token_hash bytea not null unique,
      previous_hash bytea,
      rotated_at timestamptz not null default now(),
      created_at timestamptz not null default now(),
      last_used_at timestamptz not null default now(),
      expires_at timestamptz not null,
      revoked_at timestamptz,
      revoked_reason text,
      method text not null check (method in ('password', 'link', 'oidc', 'invitation')),
      ip text,
      user_agent text
    );
    create index sessions_by_user on sessions (user_id) where revoked_at is null;
    create index sessions_by_previous on sessions (previous_hash) where previous_hash is not null;
    create table sign_in_links (
      token_hash bytea primary key,
      user_id text not null references users on delete cascade,
      expires_at timestamptz not null
    );
    create table sign_in_states (
      -- An OIDC sign-in under way: lives ten minutes, used once.
      state_hash bytea primary key,
      -- SHA-256 of a cookie: only the browser that began the sign-in may end it.
      browser_hash bytea not null,
      nonce text not null,
      code_verifier text not null,
      return_to text not null,
      expires_at timestamptz not null
    );
    create table sign_in_failures (
      -- SHA-256 of an e-mail, or of an e-mail and an address: what people type is not kept.
      subject bytea primary key,
      failures integer not null,
      last_at timestamptz not null,
      locked_until timestamptz
    );
    create table invitations (
      invitation_id text primary key,
      space_id text not null references spaces on delete cascade,
      email text not null check (email = lower(email)),
      role text not null check (role in ('owner', 'admin', 'builder', 'operator', 'viewer')),
      token_hash bytea not null unique,
      invited_by text not null,
      created_at timestamptz not null default now(),
      expires_at timestamptz not null,
      accepted_at timestamptz,
      revoked_at timestamptz
    );
    create unique index invitations_open on invitations (space_id, email) where accepted_at is null and revoked_at is null;
    create index invitations_by_space on invitations (space_id, created_at desc, invitation_id desc);
    create table api_keys (
      key_id text primary key,
      space_id text not null references spaces on delete cascade,
      name text not null,
      -- The first characters, to recognise it by; the key itself is kept nowhere.
      hint text not null,
      secret_hash bytea not null unique,
      permissions text[] not null,
      created_by text not null,
      created_at timestamptz not null default now(),
      expires_at timestamptz,
      last_used_at timestamptz,
      revoked_at timestamptz
    );
    create index api_keys_by_space on api_keys (space_id, created_at desc, key_id desc);
    create table installation (
      -- One row: what is true of the whole installation.
      id boolean primary key default true check (id),
      facts jsonb not null default '{}'
    );
    insert into installation default values;
  `);
  for (const table of ['spaces', 'members', 'invitations', 'api_keys']) await protectSpaceTable(knex, table);
  for (const table of [
    'users',
    'sessions',
    'sign_in_links',
    'sign_in_states',
    'sign_in_failures',
    'installation',
  ]) {
    await protectSystemTable(knex, table);
  }
  // A space may read the names of its own people, and nothing else about them.
  await knex.raw(`
    create policy users_members on users for select to ${appRole} using (
      exists (select 1 from members where members.user_id = users.user_id
        and members.space_id = nullif(current_setting('app.space', true), '')));
    grant select (user_id, email, name, disabled_at, created_at, last_seen_at, totp_confirmed_at, oidc_issuer) on users to ${appRole};
  `);
};
