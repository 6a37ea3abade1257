import { instantText } from '../core/instant-text.ts';
import { HubError } from '../core/errors.ts';
import type { ListQuery, Page } from '../core/list.ts';
import type { Tx } from '../platform/db/open.ts';
import { given, readPage, type Condition } from '../platform/db/page.ts';
import type { Headline } from './headline.ts';

interface FlowRow {
  readonly name: string;
  readonly namespace: string;
  readonly title: string;
  readonly summary: string;
  readonly mode: 'durable' | 'fast';
  readonly tags: Record<string, string>;
  readonly state: 'active' | 'paused';
  readonly fence: number;
  readonly savedBy: string;
  readonly savedByName: string;
  readonly savedAt: Date;
  readonly changed: boolean;
  readonly number: number | null;
  readonly documentVersion: string;
  readonly publishedBy: string;
  readonly publishedByName: string;
  readonly publishedAt: Date;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

const shown = (row: FlowRow) => ({
  name: row.name,
  namespace: row.namespace,
  title: row.title,
  summary: row.summary,
  mode: row.mode,
  tags: row.tags,
  state: row.state,
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
          documentVersion: row.documentVersion,
          publishedBy: row.publishedBy,
          publishedByName: row.publishedByName,
          publishedAt: instantText(row.publishedAt),
        },
  createdAt: instantText(row.createdAt),
  updatedAt: instantText(row.updatedAt),
});
export type Flow = ReturnType<typeof shown>;

const select = `f.name, f.namespace, f.title, f.summary, f.mode, f.tags, f.state, f.draft_fence as fence,
  f.draft_saved_by as "savedBy", f.draft_saved_by_name as "savedByName", f.draft_saved_at as "savedAt",
  f.draft is distinct from v.text as changed, v.number, v.document_version as "documentVersion",
  v.published_by as "publishedBy", v.published_by_name as "publishedByName", v.published_at as "publishedAt",
  f.created_at as "createdAt", f.updated_at as "updatedAt"`;
const from = `flows f left join flow_versions v
  on v.space_id = f.space_id and v.flow = f.name and v.number = f.published_number`;

export const flowSorts = ['updatedAt', 'name', 'title'] as const;
export const publishedFilters = ['yes', 'no', 'changed'] as const;

export interface FlowFilter extends ListQuery {
  readonly state?: Flow['state'] | undefined;
  readonly mode?: Flow['mode'] | undefined;
  /** `team`, or `team=billing`. */
  readonly tag?: string | undefined;
  readonly published?: (typeof publishedFilters)[number] | undefined;
}

export const listFlows = async (tx: Tx, spaceId: string, list: FlowFilter): Promise<Page<Flow>> =>
  readPage<FlowRow, Flow>(
    tx,
    {
      select,
      from,
      where: [
        ['f.space_id = ?', spaceId],
        ...given('f.state = ?', list.state),
        ...given('f.mode = ?', list.mode),
        ...tagged(list.tag),
        ...(list.published === undefined ? [] : [[wherePublished[list.published]] as const]),
      ],
      sorts: {
        updatedAt: { sql: 'f.updated_at', type: 'timestamptz' },
        name: { sql: 'f.name', type: 'text' },
        title: { sql: "coalesce(nullif(f.title, ''), f.name)", type: 'text' },
      },
      id: 'f.name',
      search: ['f.name', 'f.title', 'f.summary', 'f.namespace', 'f.tags::text'],
      item: shown,
    },
    list,
  );

const wherePublished = {
  yes: 'f.published_number is not null',
  no: 'f.published_number is null',
  changed: 'f.published_number is not null and f.draft is distinct from v.text',
} as const;

const tagged = (tag: string | undefined): Condition[] => {
  if (tag === undefined) return [];
  const [name = '', ...value] = tag.split('=');
  return value.length === 0
    ? [['jsonb_exists(f.tags, ?)', name]]
    : [['f.tags ->> ? = ?', name, value.join('=')]];
};

export const findFlow = async (tx: Tx, spaceId: string, name: string): Promise<Flow | undefined> => {
  const [row] = await tx.query<FlowRow>(
    `select ${select} from ${from} where f.space_id = $1 and f.name = $2`,
    [spaceId, name],
  );
  return row === undefined ? undefined : shown(row);
};

export const noFlow = (name: string): HubError =>
  new HubError('not_found', `There is no flow "${name}" in this space.`);

export const requireFlow = async (tx: Tx, spaceId: string, name: string): Promise<Flow> => {
  const flow = await findFlow(tx, spaceId, name);
  if (flow === undefined) throw noFlow(name);
  return flow;
};

export interface Draft {
  readonly text: string;
  readonly fence: number;
}

export const readDraft = async (tx: Tx, spaceId: string, name: string): Promise<Draft> => {
  const [row] = await tx.query<Draft>(
    'select draft as text, draft_fence as fence from flows where space_id = $1 and name = $2',
    [spaceId, name],
  );
  if (row === undefined) throw noFlow(name);
  return row;
};

/** For a change: nobody else saves or publishes until the transaction ends. */
export const holdDraft = async (
  tx: Tx,
  spaceId: string,
  name: string,
): Promise<(Draft & { readonly savedBy: string; savedByName: string; savedAt: Date }) | undefined> => {
  const [row] = await tx.query<Draft & { savedBy: string; savedByName: string; savedAt: Date }>(
    `select draft as text, draft_fence as fence, draft_saved_by as "savedBy",
       draft_saved_by_name as "savedByName", draft_saved_at as "savedAt"
     from flows where space_id = $1 and name = $2 for update`,
    [spaceId, name],
  );
  return row;
};

export interface NewDraft {
  readonly name: string;
  /** Null where the text cannot be read: what was known of the flow stays. */
  readonly headline: Headline | null;
  readonly text: string;
  readonly by: string;
  readonly byName: string;
}

const values = ({ name, headline, text, by, byName }: NewDraft) => [
  name,
  headline?.namespace ?? null,
  headline?.title ?? null,
  headline?.summary ?? null,
  headline?.mode ?? null,
  headline === null ? null : JSON.stringify(headline.tags),
  text,
  by,
  byName,
];

/** False when somebody has just made one of this name. */
export const addFlow = async (
  tx: Tx,
  spaceId: string,
  draft: NewDraft & { readonly headline: Headline },
): Promise<boolean> =>
  (await tx.execute(
    `insert into flows (space_id, name, namespace, title, summary, mode, tags, draft, draft_saved_by,
       draft_saved_by_name, created_by)
     values ($1, $2, $3, $4, $5, $6, $7::jsonb, $8, $9, $10, $9)
     on conflict (space_id, name) do nothing`,
    [spaceId, ...values(draft)],
  )) === 1;

export const writeDraft = async (tx: Tx, spaceId: string, draft: NewDraft): Promise<void> => {
  await tx.execute(
    `update flows set namespace = coalesce($3, namespace), title = coalesce($4, title),
       summary = coalesce($5, summary), mode = coalesce($6, mode), tags = coalesce($7::jsonb, tags), draft = $8,
       draft_saved_by = $9, draft_saved_by_name = $10, draft_saved_at = now(), draft_fence = draft_fence + 1,
       updated_at = now()
     where space_id = $1 and name = $2`,
    [spaceId, ...values(draft)],
  );
};

export const setState = async (
  tx: Tx,
  spaceId: string,
  change: { readonly name: string; readonly state: Flow['state'] },
): Promise<boolean> =>
  (await tx.execute(
    'update flows set state = $3, updated_at = now() where space_id = $1 and name = $2 and state <> $3',
    [spaceId, change.name, change.state],
  )) === 1;

export const deleteFlow = async (tx: Tx, spaceId: string, name: string): Promise<boolean> =>
  (await tx.execute('delete from flows where space_id = $1 and name = $2', [spaceId, name])) === 1;
