import { HubError } from '../../../core/errors.ts';
import { instantText } from '../../../core/instant-text.ts';
import type { ListQuery, Page } from '../../../core/list.ts';
import type { Tx } from '../../../platform/db/open.ts';
import { readPage } from '../../../platform/db/page.ts';
import type { DocumentPlace } from './store.ts';

interface Row {
  readonly number: number;
  readonly note: string;
  readonly savedBy: string;
  readonly savedByName: string;
  readonly savedAt: Date;
  readonly current: boolean;
}

const shown = (row: Row) => ({
  number: row.number,
  note: row.note,
  savedBy: row.savedBy,
  savedByName: row.savedByName,
  savedAt: instantText(row.savedAt),
  current: row.current,
});
export type DocumentVersion = ReturnType<typeof shown>;

const select = `v.number, v.note, v.saved_by as "savedBy", v.saved_by_name as "savedByName", v.saved_at as "savedAt",
  v.number = d.number as current`;
const from = `gateway_document_versions v join gateway_documents d
  on d.space_id = v.space_id and d.document_id = v.document_id`;

export const documentVersionSorts = ['number'] as const;

export const listDocumentVersions = (
  tx: Tx,
  spaceId: string,
  list: ListQuery & DocumentPlace,
): Promise<Page<DocumentVersion>> =>
  readPage<Row, DocumentVersion>(
    tx,
    {
      ...{ select, from },
      where: [
        ['v.space_id = ?', spaceId],
        ['d.kind = ?', list.kind],
        ['d.name = ?', list.name],
      ],
      sorts: { number: { sql: 'v.number', type: 'bigint' } },
      id: 'v.number::text',
      search: ['v.note', 'v.saved_by_name'],
      item: shown,
    },
    list,
  );

export const requireDocumentVersion = async (
  tx: Tx,
  spaceId: string,
  { kind, name, number }: DocumentPlace & { readonly number: number },
): Promise<DocumentVersion & { readonly document: unknown }> => {
  const [row] = await tx.query<Row & { readonly document: string }>(
    `select ${select}, v.document from ${from}
     where v.space_id = $1 and d.kind = $2 and d.name = $3 and v.number = $4`,
    [spaceId, kind, name, number],
  );
  if (row === undefined)
    throw new HubError('not_found', `The ${kind} "${name}" has no version ${number}, or not any more.`);
  return { ...shown(row), document: JSON.parse(row.document) as unknown };
};
