import { HubError } from '../../../core/errors.ts';
import { instantText } from '../../../core/instant-text.ts';
import type { ListQuery, Page } from '../../../core/list.ts';
import { nearestName } from '../../../core/nearest-name.ts';
import type { Tx } from '../../../platform/db/open.ts';
import { given, readPage } from '../../../platform/db/page.ts';
import type { DocumentSummary } from './summary.ts';

export const documentKinds = ['pipeline', 'service'] as const;
export type DocumentKind = (typeof documentKinds)[number];

/** One of them, as its owner names it. */
export interface DocumentPlace {
  readonly kind: DocumentKind;
  readonly name: string;
}

interface Row {
  readonly id: string;
  readonly name: string;
  readonly title: string;
  readonly about: string;
  readonly enabled: boolean;
  readonly published: boolean;
  readonly services: readonly string[];
  readonly summary: string;
  readonly number: number;
  readonly savedBy: string;
  readonly savedByName: string;
  readonly savedAt: Date;
  readonly createdAt: Date;
}

const shown = (row: Row) => ({
  id: row.id,
  name: row.name,
  title: row.title,
  about: row.about,
  enabled: row.enabled,
  published: row.published,
  services: [...row.services],
  summary: JSON.parse(row.summary) as DocumentSummary,
  version: row.number,
  savedBy: row.savedBy,
  savedByName: row.savedByName,
  savedAt: instantText(row.savedAt),
  createdAt: instantText(row.createdAt),
});
export type DocumentHead = ReturnType<typeof shown>;

const select = `d.document_id as id, d.name, d.title, d.about, d.enabled, d.published, d.services, d.summary,
  d.number,
  d.saved_by as "savedBy", d.saved_by_name as "savedByName", d.saved_at as "savedAt", d.created_at as "createdAt"`;

export const documentSorts = ['savedAt', 'name', 'title'] as const;

export interface DocumentFilter extends ListQuery {
  readonly kind: DocumentKind;
  readonly enabled?: boolean | undefined;
  readonly published?: boolean | undefined;
  readonly service?: string | undefined;
}

export const listDocuments = (tx: Tx, spaceId: string, list: DocumentFilter): Promise<Page<DocumentHead>> =>
  readPage<Row, DocumentHead>(
    tx,
    {
      select,
      from: 'gateway_documents d',
      where: [
        ['d.space_id = ?', spaceId],
        ['d.kind = ?', list.kind],
        ...given('d.enabled = ?', list.enabled),
        ...given('d.published = ?', list.published),
        ...given('? = any (d.services)', list.service),
      ],
      sorts: {
        savedAt: { sql: 'd.saved_at', type: 'timestamptz' },
        name: { sql: 'd.name', type: 'text' },
        title: { sql: "coalesce(nullif(d.title, ''), d.name)", type: 'text' },
      },
      id: 'd.document_id',
      search: ['d.name', 'd.title', 'd.about', 'd.summary'],
      item: shown,
    },
    list,
  );

/** With its content: JSON whose secrets are sealed. */
export interface KeptDocument extends DocumentHead {
  readonly document: unknown;
}

const kept = (row: Row & { readonly document: string }): KeptDocument => ({
  ...shown(row),
  document: JSON.parse(row.document) as unknown,
});

export const findDocument = async (
  tx: Tx,
  spaceId: string,
  { kind, name }: DocumentPlace,
): Promise<KeptDocument | undefined> => {
  const [row] = await tx.query<Row & { readonly document: string }>(
    `select ${select}, d.document from gateway_documents d where d.space_id = $1 and d.kind = $2 and d.name = $3`,
    [spaceId, kind, name],
  );
  return row === undefined ? undefined : kept(row);
};

export const requireDocument = async (
  tx: Tx,
  spaceId: string,
  place: DocumentPlace,
): Promise<KeptDocument> => {
  const found = await findDocument(tx, spaceId, place);
  if (found !== undefined) return found;
  const meant = nearestName(place.name, await namesOf(tx, spaceId, place.kind));
  throw new HubError(
    'not_found',
    `There is no ${place.kind} "${place.name}" in this space.${meant === undefined ? '' : ` Did you mean "${meant}"?`}`,
  );
};

export const namesOf = async (tx: Tx, spaceId: string, kind: DocumentKind): Promise<string[]> =>
  (
    await tx.query<{ name: string }>(
      'select name from gateway_documents where space_id = $1 and kind = $2 order by name',
      [spaceId, kind],
    )
  ).map(({ name }) => name);

export const allDocuments = async (tx: Tx, spaceId: string, kind: DocumentKind): Promise<KeptDocument[]> =>
  (
    await tx.query<Row & { readonly document: string }>(
      `select ${select}, d.document from gateway_documents d where d.space_id = $1 and d.kind = $2 order by d.name`,
      [spaceId, kind],
    )
  ).map(kept);

/** Who changes documents of a space takes turns: pipelines name services, and neither may change under the other. */
export const holdDocuments = async (tx: Tx, spaceId: string): Promise<void> => {
  await tx.execute("select pg_advisory_xact_lock(hashtextextended('gateway_documents' || $1, 0))", [spaceId]);
};

export const pipelinesUsing = async (tx: Tx, spaceId: string, service: string): Promise<string[]> =>
  (
    await tx.query<{ name: string }>(
      `select name from gateway_documents where space_id = $1 and kind = 'pipeline' and services @> array[$2] order by name`,
      [spaceId, service],
    )
  ).map(({ name }) => name);

export interface NewDocument extends DocumentPlace {
  readonly id: string;
  readonly title: string;
  readonly about: string;
  readonly enabled: boolean;
  readonly published: boolean;
  readonly services: readonly string[];
  readonly summary: DocumentSummary;
  /** JSON. */
  readonly document: string;
  readonly note: string;
  readonly revision: number;
  readonly by: string;
  readonly byName: string;
}

const keptVersions = 200;

/** As the next version, which is its first where there is none of this id. Answers its number. */
export const writeDocument = async (tx: Tx, spaceId: string, made: NewDocument): Promise<number> => {
  const [row] = await tx.query<{ number: number }>(
    `insert into gateway_documents as d (document_id, space_id, kind, name, title, about, enabled, published, services,
       summary, number, document, revision, saved_by, saved_by_name)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 1, $11, $12, $13, $14)
     on conflict (space_id, document_id) do update set title = excluded.title, about = excluded.about,
       enabled = excluded.enabled, published = excluded.published, services = excluded.services,
       summary = excluded.summary, number = d.number + 1, document = excluded.document, revision = excluded.revision,
       saved_by = excluded.saved_by, saved_by_name = excluded.saved_by_name, saved_at = now()
     returning number`,
    [
      ...[made.id, spaceId, made.kind, made.name, made.title, made.about, made.enabled, made.published],
      ...[made.services, JSON.stringify(made.summary), made.document, made.revision, made.by, made.byName],
    ],
  );
  const number = row?.number ?? 0;
  await tx.execute(
    `insert into gateway_document_versions (space_id, document_id, number, document, note, saved_by, saved_by_name)
     values ($1, $2, $3, $4, $5, $6, $7)`,
    [spaceId, made.id, number, made.document, made.note, made.by, made.byName],
  );
  await tx.execute(
    'delete from gateway_document_versions where space_id = $1 and document_id = $2 and number <= $3',
    [spaceId, made.id, number - keptVersions],
  );
  return number;
};

const deletionsKept = '7 days';

export const deleteDocument = async (
  tx: Tx,
  spaceId: string,
  { id, revision }: { readonly id: string; readonly revision: number },
): Promise<void> => {
  await tx.execute(
    `with gone as (delete from gateway_documents where space_id = $1 and document_id = $2
       returning document_id, space_id, kind, name)
     insert into gateway_deleted_documents (document_id, space_id, kind, name, revision)
     select document_id, space_id, kind, name, $3 from gone`,
    [spaceId, id, revision],
  );
  await tx.execute(
    `delete from gateway_deleted_documents where space_id = $1 and deleted_at < now() - interval '${deletionsKept}'`,
    [spaceId],
  );
};
