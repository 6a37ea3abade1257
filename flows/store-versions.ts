import { instantText } from '../core/instant-text.ts';
import { HubError } from '../core/errors.ts';
import type { ListQuery, Page } from '../core/list.ts';
import type { WantedFlow } from '../core/flow-ports.ts';
import type { Tx } from '../platform/db/open.ts';
import { readPage } from '../platform/db/page.ts';
import type { Resource } from './resources/resource.ts';
import { addResources } from './resources/store-resources.ts';
import { noFlow } from './store-flows.ts';

interface VersionRow {
  readonly number: number;
  readonly documentVersion: string;
  readonly publishedBy: string;
  readonly publishedByName: string;
  readonly publishedAt: Date;
  readonly note: string;
  readonly current: boolean;
}

const shown = (row: VersionRow) => ({
  number: row.number,
  documentVersion: row.documentVersion,
  publishedBy: row.publishedBy,
  publishedByName: row.publishedByName,
  publishedAt: instantText(row.publishedAt),
  note: row.note,
  current: row.current,
});
export type FlowVersion = ReturnType<typeof shown>;

const select = `v.number, v.document_version as "documentVersion", v.published_by as "publishedBy",
  v.published_by_name as "publishedByName", v.published_at as "publishedAt", v.note,
  v.number is not distinct from f.published_number as current`;
const from = 'flow_versions v join flows f on f.space_id = v.space_id and f.name = v.flow';

export const versionSorts = ['number'] as const;

export const listVersions = async (
  tx: Tx,
  spaceId: string,
  list: ListQuery & { readonly name: string },
): Promise<Page<FlowVersion>> =>
  readPage<VersionRow, FlowVersion>(
    tx,
    {
      select,
      from,
      where: [
        ['v.space_id = ?', spaceId],
        ['v.flow = ?', list.name],
      ],
      sorts: { number: { sql: 'v.number', type: 'bigint' } },
      id: 'v.number::text',
      search: ['v.note', 'v.document_version', 'v.published_by_name'],
      item: shown,
    },
    list,
  );

export interface VersionPlace {
  readonly name: string;
  readonly number: number;
}

export const requireVersion = async (
  tx: Tx,
  spaceId: string,
  { name, number }: VersionPlace,
): Promise<FlowVersion & { readonly text: string }> => {
  const [row] = await tx.query<VersionRow & { readonly text: string }>(
    `select ${select}, v.text from ${from} where v.space_id = $1 and v.flow = $2 and v.number = $3`,
    [spaceId, name, number],
  );
  if (row === undefined) throw noVersion(name, number);
  return { ...shown(row), text: row.text };
};

const noVersion = (name: string, number: number): HubError =>
  new HubError('not_found', `The flow "${name}" has no version ${number}.`);

export interface NewVersion {
  readonly name: string;
  readonly documentVersion: string;
  readonly text: string;
  readonly note: string;
  readonly by: string;
  readonly byName: string;
  readonly resources: readonly Resource[];
}

/** The next number. What was published under a number stays there. */
export const addVersion = async (tx: Tx, spaceId: string, version: NewVersion): Promise<number> => {
  const [row] = await tx.query<{ number: number }>(
    `update flows set last_number = last_number + 1 where space_id = $1 and name = $2
     returning last_number as number`,
    [spaceId, version.name],
  );
  if (row === undefined) throw noFlow(version.name);
  await tx.execute(
    `insert into flow_versions (space_id, flow, number, document_version, text, note, published_by, published_by_name)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      spaceId,
      version.name,
      row.number,
      version.documentVersion,
      version.text,
      version.note,
      version.by,
      version.byName,
    ],
  );
  const { name, resources } = version;
  await addResources(tx, spaceId, { name, number: row.number, resources });
  return row.number;
};

export const makeCurrent = async (tx: Tx, spaceId: string, { name, number }: VersionPlace): Promise<void> => {
  await tx.execute(
    'update flows set published_number = $3, updated_at = now() where space_id = $1 and name = $2',
    [spaceId, name, number],
  );
};

/** What a run needs to know before it knows the text: which one is in use, and which flow of this name it is. */
export interface FlowHead {
  readonly number: number | null;
  readonly fence: number;
  readonly state: 'active' | 'paused';
  readonly stamp: string;
}

export const findHead = async (tx: Tx, spaceId: string, name: string): Promise<FlowHead | undefined> => {
  const [row] = await tx.query<FlowHead>(
    `select published_number as number, draft_fence as fence, state, created_at::text as stamp
     from flows where space_id = $1 and name = $2`,
    [spaceId, name],
  );
  return row;
};

/** A flow that another one can start: in use, and of that version if one is named. */
export const isPublished = async (tx: Tx, spaceId: string, wanted: WantedFlow): Promise<boolean> => {
  const rows = await tx.query(
    `select from flows f join flow_versions v on v.space_id = f.space_id and v.flow = f.name
     where f.space_id = $1 and f.name = $2 and f.namespace = $3 and f.published_number is not null
       and ($4 = 'latest' or v.document_version = $4) limit 1`,
    [spaceId, wanted.name, wanted.namespace, wanted.version],
  );
  return rows.length > 0;
};
