import type { Knex } from 'knex';
import { protectSpaceTable } from '../db/tenancy.ts';

/**
 * Tokens for one conversation with the tools of one toolset, and keys that are good for some toolsets only. What a token
 * says of the conversation stands in the token: a phone number needs no second place.
 */
export const up = async (knex: Knex): Promise<void> => {
  await knex.raw(`
    -- Null: not limited. A limited key opens these toolsets and nothing else.
    alter table api_keys add column toolsets text[] check (cardinality(toolsets) > 0);

    create table tool_tokens (
      token_id text collate "C" primary key,
      space_id text collate "C" not null references spaces on delete cascade,
      toolset text collate "C" not null,
      -- A person, a key, or the hub itself; a token is worth nothing without whoever issued it.
      issued_by text collate "C" not null,
      issued_by_name text not null,
      -- What they could do then. What they cannot do any more, the token cannot either.
      permissions text[] not null,
      created_at timestamptz not null default now(),
      expires_at timestamptz not null,
      revoked_at timestamptz
    );
    create index tool_tokens_by_space on tool_tokens (space_id, created_at desc, token_id desc);
    create index tool_tokens_expired on tool_tokens (expires_at);
  `);
  await protectSpaceTable(knex, 'tool_tokens');
};
