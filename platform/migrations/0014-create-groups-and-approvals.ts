import type { Knex } from 'knex';
import { protectSpaceTable } from '../db/tenancy.ts';

/**
 * Groups of people, and what is left to them. Flows name groups by their names; what is stored names them by their ids, so
 * that a question stays with its group when that gets another name. A question is open until somebody settles it: whoever
 * changes the state of its row first has answered it.
 */
export const up = async (knex: Knex): Promise<void> => {
  await knex.raw(`
    create table people_groups (
      group_id text collate "C" primary key,
      space_id text collate "C" not null references spaces on delete cascade,
      name text not null,
      description text not null,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now()
    );
    create unique index people_groups_by_name on people_groups (space_id, lower(name));

    create table people_group_members (
      space_id text not null,
      group_id text collate "C" not null references people_groups on delete cascade,
      user_id text not null,
      added_at timestamptz not null default now(),
      primary key (group_id, user_id),
      foreign key (space_id, user_id) references members on delete cascade
    );
    create index people_group_members_by_user on people_group_members (space_id, user_id);

    create table approvals (
      approval_id text collate "C" primary key,
      space_id text collate "C" not null references spaces on delete cascade,
      group_id text collate "C" not null,
      -- As it was called then: for when the group is gone.
      group_name text not null,
      question text not null,
      -- JSON, as texts: they are shown, not looked into.
      details text,
      choices text not null,
      state text not null default 'open' check (state in ('open', 'answered', 'expired', 'cancelled')),
      -- SHA-256 of the token of the link; the link itself is kept nowhere.
      link_hash bytea unique,
      asked_by text not null,
      asked_by_name text not null,
      run_id text collate "C",
      created_at timestamptz not null default now(),
      expires_at timestamptz not null,
      choice text,
      approved boolean,
      note text,
      -- Null where it was the link, or time.
      settled_by text,
      settled_by_name text,
      settled_at timestamptz,
      check ((state = 'open') = (settled_at is null)),
      check ((state = 'answered') = (choice is not null))
    );
    create index approvals_by_space on approvals (space_id, approval_id);
    create index approvals_open_by_group on approvals (space_id, group_id, approval_id) where state = 'open';
    create index approvals_due on approvals (expires_at) where state = 'open';
  `);
  for (const table of ['people_groups', 'people_group_members', 'approvals'])
    await protectSpaceTable(knex, table);
};
