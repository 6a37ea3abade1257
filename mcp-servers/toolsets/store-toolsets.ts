import { instantText } from '../../core/instant-text.ts';
import { HubError } from '../../core/errors.ts';
import type { ListQuery, Page } from '../../core/list.ts';
import type { Tx } from '../../platform/db/open.ts';
import { readPage } from '../../platform/db/page.ts';

interface ToolsetRow {
  readonly name: string;
  readonly title: string;
  readonly mode: 'list' | 'search';
  readonly tools: number;
  readonly server: string | null;
  readonly fence: number;
  readonly savedBy: string;
  readonly savedByName: string;
  readonly savedAt: Date;
  readonly changed: boolean;
  readonly number: number | null;
  readonly hash: string;
  readonly publishedBy: string;
  readonly publishedByName: string;
  readonly publishedAt: Date;
  readonly blocked: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

const shown = (row: ToolsetRow) => ({
  name: row.name,
  title: row.title,
  mode: row.mode,
  tools: row.tools,
  server: row.server,
  draft: {
    fence: row.fence,
    savedBy: row.savedBy,
    savedByName: row.savedByName,
    savedAt: instantText(row.savedAt),
    changed: row.changed,
  },
  published:
    row.number === null
      ? null
      : {
          number: row.number,
          hash: row.hash,
          publishedBy: row.publishedBy,
          publishedByName: row.publishedByName,
          publishedAt: instantText(row.publishedAt),
        },
  blocked: row.blocked,
  createdAt: instantText(row.createdAt),
  updatedAt: instantText(row.updatedAt),
});
export type Toolset = ReturnType<typeof shown>;

/** One with tools of its own offers no server whole: most drafts need not be taken apart. */
const server = `case when t.tools = 0 then t.draft::json ->> 'server' end as server`;
const select = `t.name, t.title, t.mode, t.tools, ${server}, t.draft_fence as fence, t.draft_saved_by as "savedBy",
  t.draft_saved_by_name as "savedByName", t.draft_saved_at as "savedAt",
  (t.draft, t.title) is distinct from (v.content, v.title) as changed, v.number, v.hash,
  v.published_by as "publishedBy", v.published_by_name as "publishedByName", v.published_at as "publishedAt",
  (select count(*) from toolset_pins p
   where p.space_id = t.space_id and p.toolset = t.name and p.changed_hash is not null) as blocked,
  t.created_at as "createdAt", t.updated_at as "updatedAt"`;
const from = `toolsets t left join toolset_versions v
  on v.space_id = t.space_id and v.toolset = t.name and v.number = t.published_number`;

export const toolsetSorts = ['updatedAt', 'name', 'title'] as const;

export const listToolsets = async (tx: Tx, spaceId: string, list: ListQuery): Promise<Page<Toolset>> =>
  readPage<ToolsetRow, Toolset>(
    tx,
    {
      ...{ select, from },
      where: [['t.space_id = ?', spaceId]],
      sorts: {
        updatedAt: { sql: 't.updated_at', type: 'timestamptz' },
        name: { sql: 't.name', type: 'text' },
        title: { sql: "coalesce(nullif(t.title, ''), t.name)", type: 'text' },
      },
      id: 't.name',
      search: ['t.name', 't.title'],
      item: shown,
    },
    list,
  );

export const noToolset = (name: string): HubError =>
  new HubError('not_found', `There is no toolset "${name}" in this space.`);

export const requireToolset = async (tx: Tx, spaceId: string, name: string): Promise<Toolset> => {
  const [row] = await tx.query<ToolsetRow>(
    `select ${select} from ${from} where t.space_id = $1 and t.name = $2`,
    [spaceId, name],
  );
  if (row === undefined) throw noToolset(name);
  return shown(row);
};

export interface Draft {
  readonly title: string;
  /** JSON. */
  readonly text: string;
  readonly fence: number;
}

export const readDraft = async (tx: Tx, spaceId: string, name: string): Promise<Draft> => {
  const [row] = await tx.query<Draft>(
    'select title, draft as text, draft_fence as fence from toolsets where space_id = $1 and name = $2',
    [spaceId, name],
  );
  if (row === undefined) throw noToolset(name);
  return row;
};

export interface HeldDraft extends Draft {
  readonly savedBy: string;
  readonly savedByName: string;
  readonly savedAt: Date;
  readonly number: number | null;
}

/** For a change: nobody else saves or publishes until the transaction ends. */
export const holdToolset = async (tx: Tx, spaceId: string, name: string): Promise<HeldDraft> => {
  const [row] = await tx.query<HeldDraft>(
    `select title, draft as text, draft_fence as fence, draft_saved_by as "savedBy",
       draft_saved_by_name as "savedByName", draft_saved_at as "savedAt", published_number as number
     from toolsets where space_id = $1 and name = $2 for update`,
    [spaceId, name],
  );
  if (row === undefined) throw noToolset(name);
  return row;
};

/** Before the first change to its pins, as whoever publishes does it: in another order two would wait for each other. */
export const lockToolset = async (tx: Tx, spaceId: string, name: string): Promise<void> => {
  await tx.query('select from toolsets where space_id = $1 and name = $2 for update', [spaceId, name]);
};

export interface NewDraft {
  readonly name: string;
  readonly title: string;
  readonly mode: string;
  readonly tools: number;
  readonly text: string;
  readonly by: string;
  readonly byName: string;
}

/** False when there is one of this name. */
export const addToolset = async (tx: Tx, spaceId: string, draft: NewDraft): Promise<boolean> =>
  (await tx.execute(
    `insert into toolsets (space_id, name, title, mode, tools, draft, draft_saved_by, draft_saved_by_name, created_by)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $7) on conflict (space_id, name) do nothing`,
    [spaceId, draft.name, draft.title, draft.mode, draft.tools, draft.text, draft.by, draft.byName],
  )) === 1;

export const writeDraft = async (tx: Tx, spaceId: string, draft: NewDraft): Promise<void> => {
  await tx.execute(
    `update toolsets set title = $3, mode = $4, tools = $5, draft = $6, draft_saved_by = $7, draft_saved_by_name = $8,
       draft_saved_at = now(), draft_fence = draft_fence + 1, updated_at = now()
     where space_id = $1 and name = $2`,
    [spaceId, draft.name, draft.title, draft.mode, draft.tools, draft.text, draft.by, draft.byName],
  );
};

export const deleteToolset = async (tx: Tx, spaceId: string, name: string): Promise<boolean> =>
  (await tx.execute('delete from toolsets where space_id = $1 and name = $2', [spaceId, name])) === 1;

/** What is offered has changed: every process looks again. */
export const countUp = async (tx: Tx, spaceId: string, name: string): Promise<void> => {
  await tx.execute('update toolsets set revision = revision + 1 where space_id = $1 and name = $2', [
    spaceId,
    name,
  ]);
};

/** Which toolsets in use offer one of these operations: names, or beginnings that end with a dot. */
export const toolsetsOffering = async (
  tx: Tx,
  spaceId: string,
  operation: string,
): Promise<readonly string[]> => {
  const whole = !operation.endsWith('.');
  const rows = await tx.query<{ name: string }>(
    `select distinct toolset as name from toolset_pins
     where space_id = $1 and ${whole ? 'operation = $2' : 'starts_with(operation, $2)'} order by 1`,
    [spaceId, operation],
  );
  return rows.map(({ name }) => name);
};
