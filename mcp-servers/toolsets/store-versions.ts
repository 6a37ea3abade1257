import { instantText } from '../../core/instant-text.ts';
import { HubError } from '../../core/errors.ts';
import type { ListQuery, Page } from '../../core/list.ts';
import type { Tx } from '../../platform/db/open.ts';
import { readPage } from '../../platform/db/page.ts';
import { noToolset } from './store-toolsets.ts';

interface VersionRow {
  readonly number: number;
  readonly hash: string;
  readonly title: string;
  readonly note: string;
  readonly publishedBy: string;
  readonly publishedByName: string;
  readonly publishedAt: Date;
  readonly current: boolean;
}

const shown = (row: VersionRow) => ({
  number: row.number,
  hash: row.hash,
  title: row.title,
  note: row.note,
  publishedBy: row.publishedBy,
  publishedByName: row.publishedByName,
  publishedAt: instantText(row.publishedAt),
  current: row.current,
});
export type ToolsetVersion = ReturnType<typeof shown>;

const select = `v.number, v.hash, v.title, v.note, v.published_by as "publishedBy",
  v.published_by_name as "publishedByName", v.published_at as "publishedAt",
  v.number is not distinct from t.published_number as current`;
const from = 'toolset_versions v join toolsets t on t.space_id = v.space_id and t.name = v.toolset';

export const versionSorts = ['number'] as const;

export const listVersions = async (
  tx: Tx,
  spaceId: string,
  list: ListQuery & { readonly name: string },
): Promise<Page<ToolsetVersion>> =>
  readPage<VersionRow, ToolsetVersion>(
    tx,
    {
      ...{ select, from },
      where: [
        ['v.space_id = ?', spaceId],
        ['v.toolset = ?', list.name],
      ],
      sorts: { number: { sql: 'v.number', type: 'bigint' } },
      id: 'v.number::text',
      search: ['v.note', 'v.published_by_name'],
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
): Promise<ToolsetVersion & { readonly text: string }> => {
  const [row] = await tx.query<VersionRow & { readonly text: string }>(
    `select ${select}, v.content as text from ${from} where v.space_id = $1 and v.toolset = $2 and v.number = $3`,
    [spaceId, name, number],
  );
  if (row === undefined) throw new HubError('not_found', `The toolset "${name}" has no version ${number}.`);
  return { ...shown(row), text: row.text };
};

export interface NewVersion {
  readonly name: string;
  readonly hash: string;
  readonly title: string;
  readonly text: string;
  readonly note: string;
  readonly by: string;
  readonly byName: string;
}

/** The next number. What was published under a number stays there. */
export const addVersion = async (tx: Tx, spaceId: string, version: NewVersion): Promise<number> => {
  const { name, hash, title, text, note, by, byName } = version;
  const [row] = await tx.query<{ number: number }>(
    `update toolsets set last_number = last_number + 1 where space_id = $1 and name = $2
     returning last_number as number`,
    [spaceId, name],
  );
  if (row === undefined) throw noToolset(name);
  await tx.execute(
    `insert into toolset_versions (space_id, toolset, number, hash, title, content, note, published_by, published_by_name)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [spaceId, name, row.number, hash, title, text, note, by, byName],
  );
  return row.number;
};

export const makeCurrent = async (tx: Tx, spaceId: string, { name, number }: VersionPlace): Promise<void> => {
  await tx.execute(
    `update toolsets set published_number = $3, revision = revision + 1, updated_at = now()
     where space_id = $1 and name = $2`,
    [spaceId, name, number],
  );
};

/** What a process needs to know to see whether what it knows is still so. */
export interface ToolsetHead {
  readonly number: number | null;
  readonly stamp: string;
}

export const findHead = async (tx: Tx, spaceId: string, name: string): Promise<ToolsetHead | undefined> => {
  const [row] = await tx.query<ToolsetHead>(
    `select published_number as number, concat(created_at::text, ' ', revision) as stamp
     from toolsets where space_id = $1 and name = $2`,
    [spaceId, name],
  );
  return row;
};
