import type { Knex } from 'knex';
import { appRole, systemRole } from '../db/open.ts';
import { protectSpaceTable } from '../db/tenancy.ts';

/**
 * What the gateway's traffic runs by: pipelines and services, each a document with versions that never change. The revision
 * is the one that the space had when the document was saved: processes ask for what is newer than what they know.
 */
export const up = async (knex: Knex): Promise<void> => {
  await knex.raw(`
    create table gateway_documents (
      document_id text collate "C" primary key,
      space_id text collate "C" not null references spaces on delete cascade,
      kind text not null check (kind in ('pipeline', 'service')),
      name text collate "C" not null,
      title text not null,
      about text not null,
      enabled boolean not null,
      -- Shown in the portal.
      published boolean not null,
      -- JSON: what a list shows of it, and is searched in.
      summary text not null,
      -- Of a pipeline: the services that it sends to.
      services text[] not null,
      number integer not null check (number > 0),
      -- JSON, as a text: it is read whole. Its secrets are sealed.
      document text not null,
      revision bigint not null,
      saved_by text not null,
      saved_by_name text not null,
      saved_at timestamptz not null default now(),
      created_at timestamptz not null default now(),
      unique (space_id, kind, name),
      unique (space_id, document_id)
    );
    create index gateway_documents_by_revision on gateway_documents (space_id, revision);
    create index gateway_documents_by_service on gateway_documents using gin (services) where kind = 'pipeline';

    create table gateway_document_versions (
      space_id text collate "C" not null,
      document_id text collate "C" not null,
      number integer not null check (number > 0),
      document text not null,
      note text not null,
      saved_by text not null,
      saved_by_name text not null,
      saved_at timestamptz not null default now(),
      primary key (space_id, document_id, number),
      foreign key (space_id, document_id) references gateway_documents (space_id, document_id) on delete cascade
    );

    -- For processes that still have it; kept for some days.
    create table gateway_deleted_documents (
      document_id text collate "C" primary key,
      space_id text collate "C" not null references spaces on delete cascade,
      kind text not null,
      name text collate "C" not null,
      revision bigint not null,
      deleted_at timestamptz not null default now()
    );
    create index gateway_deleted_documents_by_revision on gateway_deleted_documents (space_id, revision);
  `);
  for (const table of ['gateway_documents', 'gateway_document_versions', 'gateway_deleted_documents'])
    await protectSpaceTable(knex, table);
  await knex.raw(`revoke update on gateway_document_versions from ${appRole}, ${systemRole}`);
};
