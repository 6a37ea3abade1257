import type { Tx } from '../../../platform/db/open.ts';
import type { DocumentKind } from './store.ts';

/** A document as processes take it into their tables. Its secrets are sealed: `openDocument` opens them. */
export interface StoredDocument {
  readonly spaceId: string;
  readonly spaceSlug: string;
  readonly kind: DocumentKind;
  readonly id: string;
  readonly name: string;
  readonly version: number;
  readonly enabled: boolean;
  readonly revision: number;
  readonly document: unknown;
}

export interface DeletedDocument {
  readonly id: string;
  readonly kind: DocumentKind;
  readonly name: string;
  readonly revision: number;
}

type Row = Omit<StoredDocument, 'document'> & { readonly document: string };

const select = `select d.space_id as "spaceId", s.slug as "spaceSlug", d.kind, d.document_id as id, d.name, d.number as version,
  d.enabled, d.revision, d.document from gateway_documents d join spaces s on s.space_id = d.space_id`;

const parsed = (row: Row): StoredDocument => ({ ...row, document: JSON.parse(row.document) as unknown });

/** What a process has missed of a space since the revision that it knows, 0 for all of it. Services come before the pipelines that name them. Deletions are known for some days. */
export const readChangedDocuments = async (
  tx: Tx,
  spaceId: string,
  since: number,
): Promise<{ readonly changed: readonly StoredDocument[]; readonly deleted: readonly DeletedDocument[] }> => {
  const changed = await tx.query<Row>(
    `${select} where d.space_id = $1 and d.revision > $2 order by d.kind desc, d.name`,
    [spaceId, since],
  );
  const deleted = await tx.query<DeletedDocument>(
    `select document_id as id, kind, name, revision from gateway_deleted_documents
     where space_id = $1 and revision > $2 order by revision`,
    [spaceId, since],
  );
  return { changed: changed.map(parsed), deleted };
};

export interface SpaceRevision {
  readonly spaceId: string;
  readonly slug: string;
  readonly revision: number;
}

/** Which revision of its documents each space has, for the hub's own role. One that is not among them has none (any more). */
export const readDocumentRevisions = (tx: Tx): Promise<SpaceRevision[]> =>
  tx.query<SpaceRevision>(
    `select r.space_id as "spaceId", s.slug, r.documents as revision
     from gateway_revisions r join spaces s on s.space_id = r.space_id where r.documents > 0`,
  );
