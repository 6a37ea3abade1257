import { instantText, instantTextOrNull } from '../core/instant-text.ts';
import type { ConnectorPlan, JsonSchema, OperationPlan } from '../core/connector.ts';
import { HubError } from '../core/errors.ts';
import type { ListQuery, Page } from '../core/list.ts';
import type { Tx } from '../platform/db/open.ts';
import { given, readPage } from '../platform/db/page.ts';
import type { Change } from './changes.ts';

/** A plan without what has tables of its own. */
export type PlanFrame = Omit<ConnectorPlan, 'operations' | 'definitions'>;

export interface NewVersion {
  readonly connector: string;
  readonly version: number;
  readonly plan: ConnectorPlan;
  readonly changes: readonly Change[] | null;
  readonly documentKey: string | null;
  readonly overlay: string | null;
  readonly createdBy: string;
}

/** So many operations go into one statement: a document with 20,000 of them is no single message. */
const batch = 1_000;

export const addVersion = async (tx: Tx, spaceId: string, added: NewVersion): Promise<void> => {
  const { operations, definitions, ...frame } = added.plan;
  await tx.execute(
    `insert into connector_versions (space_id, connector, version, state, document_version, format, operation_count,
       plan, definitions, changes, document_key, overlay, created_by)
     values ($1, $2, $3, 'draft', $4, $5, $6, $7::json, $8::json, $9::json, $10, $11, $12)`,
    [
      spaceId,
      added.connector,
      added.version,
      frame.documentVersion.slice(0, 200),
      frame.format,
      operations.length,
      JSON.stringify(frame),
      JSON.stringify(definitions),
      added.changes === null ? null : JSON.stringify(added.changes),
      added.documentKey,
      added.overlay,
      added.createdBy,
    ],
  );
  for (let start = 0; start < operations.length; start += batch)
    await addOperations(tx, spaceId, { ...added, operations: operations.slice(start, start + batch) });
};

const addOperations = async (
  tx: Tx,
  spaceId: string,
  {
    connector,
    version,
    operations,
  }: { connector: string; version: number; operations: readonly OperationPlan[] },
): Promise<void> => {
  await tx.execute(
    `insert into connector_operations (space_id, connector, version, name, method, path, summary, tags, deprecated, plan)
     select $1, $2, $3::int, o.name, o.method, o.path, o.summary,
       array(select json_array_elements_text(o.tags::json)), o.deprecated::boolean, o.plan::json
     from unnest($4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[])
       as o (name, method, path, summary, tags, deprecated, plan)`,
    [
      spaceId,
      connector,
      version,
      operations.map(({ name }) => name),
      operations.map(({ method }) => method),
      operations.map(({ path }) => storable(path)),
      operations.map(({ summary }) => storable(summary)),
      operations.map(({ tags }) => JSON.stringify(tags.map(storable))),
      operations.map(({ deprecated }) => String(deprecated)),
      operations.map((operation) => JSON.stringify(operation)),
    ],
  );
};

/** A text column takes no NUL; what stands in the plan keeps it. */
const storable = (text: string): string => text.replaceAll('\u0000', '');

interface VersionRow {
  readonly version: number;
  readonly state: 'draft' | 'published' | 'discarded';
  readonly current: boolean;
  readonly documentVersion: string;
  readonly format: string;
  readonly operations: number;
  readonly createdAt: Date;
  readonly publishedAt: Date | null;
}

const shown = (row: VersionRow) => ({
  version: row.version,
  state: row.state,
  current: row.current,
  documentVersion: row.documentVersion,
  format: row.format,
  operations: row.operations,
  createdAt: instantText(row.createdAt),
  publishedAt: instantTextOrNull(row.publishedAt),
});
export type Version = ReturnType<typeof shown>;

const versionSelect = `v.version, v.state, v.version is not distinct from c.current_version as current,
  v.document_version as "documentVersion", v.format, v.operation_count as operations, v.created_at as "createdAt",
  v.published_at as "publishedAt"`;
const versionFrom = `connector_versions v join connectors c on c.space_id = v.space_id and c.name = v.connector`;

export const versionSorts = ['version'] as const;

export const listVersions = async (
  tx: Tx,
  spaceId: string,
  list: ListQuery & { readonly name: string },
): Promise<Page<Version>> =>
  readPage<VersionRow, Version>(
    tx,
    {
      select: versionSelect,
      from: versionFrom,
      where: [
        ['v.space_id = ?', spaceId],
        ['v.connector = ?', list.name],
      ],
      sorts: { version: { sql: 'v.version', type: 'bigint' } },
      id: 'v.version::text',
      search: ['v.document_version'],
      item: shown,
    },
    list,
  );

export interface VersionPlace {
  readonly name: string;
  readonly version: number;
}

export const findVersion = async (
  tx: Tx,
  spaceId: string,
  place: VersionPlace,
): Promise<Version | undefined> => {
  const [row] = await tx.query<VersionRow>(
    `select ${versionSelect} from ${versionFrom} where v.space_id = $1 and v.connector = $2 and v.version = $3`,
    [spaceId, place.name, place.version],
  );
  return row === undefined ? undefined : shown(row);
};

export interface StoredFrame {
  readonly frame: PlanFrame;
  readonly definitions: Readonly<Record<string, JsonSchema>>;
  readonly changes: readonly Change[] | null;
}

export const readFrame = async (tx: Tx, spaceId: string, place: VersionPlace): Promise<StoredFrame> => {
  const [row] = await tx.query<StoredFrame>(
    `select plan as frame, definitions, changes
     from connector_versions where space_id = $1 and connector = $2 and version = $3`,
    [spaceId, place.name, place.version],
  );
  if (row === undefined)
    throw new HubError('not_found', `The connector "${place.name}" has no version ${place.version}.`);
  return row;
};

/** What it was made of. */
export interface Original {
  /** Of the blob. */
  readonly documentKey: string;
  readonly overlay: string | null;
}

export const findOriginal = async (
  tx: Tx,
  spaceId: string,
  { name, version }: VersionPlace,
): Promise<Original | undefined> => {
  const [row] = await tx.query<Original>(
    `select document_key as "documentKey", overlay from connector_versions
     where space_id = $1 and connector = $2 and version = $3 and document_key is not null`,
    [spaceId, name, version],
  );
  return row;
};

/** True when it was a draft, and is now what is called. */
export const publishVersion = async (tx: Tx, spaceId: string, place: VersionPlace): Promise<boolean> =>
  (await tx.execute(
    `update connector_versions set state = 'published', published_at = coalesce(published_at, now())
     where space_id = $1 and connector = $2 and version = $3 and state <> 'discarded'`,
    [spaceId, place.name, place.version],
  )) === 1;

/** Drafts only: what was published may be in use by name. */
export const discardVersion = async (tx: Tx, spaceId: string, place: VersionPlace): Promise<boolean> =>
  (await tx.execute(
    `update connector_versions set state = 'discarded' where space_id = $1 and connector = $2 and version = $3 and state = 'draft'`,
    [spaceId, place.name, place.version],
  )) === 1;

interface OperationRow {
  readonly name: string;
  readonly method: string;
  readonly path: string;
  readonly summary: string;
  readonly tags: string[];
  readonly deprecated: boolean;
}

export const operationSorts = ['path', 'name', 'method'] as const;

export interface OperationQuery extends ListQuery {
  readonly name: string;
  readonly version: number;
  readonly tag?: string | undefined;
  readonly method?: string | undefined;
}

export const listOperations = async (
  tx: Tx,
  spaceId: string,
  list: OperationQuery,
): Promise<Page<OperationRow>> =>
  readPage<OperationRow, OperationRow>(
    tx,
    {
      select: 'o.name, o.method, o.path, o.summary, o.tags, o.deprecated',
      from: 'connector_operations o',
      where: [
        ['o.space_id = ?', spaceId],
        ['o.connector = ?', list.name],
        ['o.version = ?', list.version],
        ...given('? = any (o.tags)', list.tag),
        ...given('o.method = ?', list.method),
      ],
      sorts: {
        path: { sql: 'o.path', type: 'text' },
        name: { sql: 'o.name', type: 'text' },
        method: { sql: 'o.method', type: 'text' },
      },
      id: 'o.name',
      search: ['o.name', 'o.path', 'o.summary', "array_to_string(o.tags, ' ')"],
      item: ({ name, method, path, summary, tags, deprecated }) => ({
        name,
        method,
        path,
        summary,
        tags,
        deprecated,
      }),
    },
    list,
  );

export const listTags = async (
  tx: Tx,
  spaceId: string,
  place: VersionPlace,
): Promise<{ tag: string; operations: number }[]> =>
  tx.query(
    `select tag, count(*)::int as operations from connector_operations o, unnest(o.tags) as tag
     where o.space_id = $1 and o.connector = $2 and o.version = $3 group by tag order by tag limit 1000`,
    [spaceId, place.name, place.version],
  );

export const findOperation = async (
  tx: Tx,
  spaceId: string,
  place: VersionPlace & { readonly operation: string },
): Promise<OperationPlan | undefined> => {
  const [row] = await tx.query<{ plan: OperationPlan }>(
    'select plan from connector_operations where space_id = $1 and connector = $2 and version = $3 and name = $4',
    [spaceId, place.name, place.version, place.operation],
  );
  return row?.plan;
};

/** The newest version that has it, whichever is in use. */
export const lastVersionWith = async (
  tx: Tx,
  spaceId: string,
  { name, operation }: { readonly name: string; readonly operation: string },
): Promise<number | null> => {
  const [row] = await tx.query<{ version: number | null }>(
    'select max(version) as version from connector_operations where space_id = $1 and connector = $2 and name = $3',
    [spaceId, name, operation],
  );
  return row?.version ?? null;
};

/** Those of these names that there are. */
export const findOperations = async (
  tx: Tx,
  spaceId: string,
  place: VersionPlace & { readonly operations: readonly string[] },
): Promise<OperationPlan[]> => {
  const rows = await tx.query<{ plan: OperationPlan }>(
    `select plan from connector_operations
     where space_id = $1 and connector = $2 and version = $3 and name = any ($4::text[])`,
    [spaceId, place.name, place.version, place.operations],
  );
  return rows.map(({ plan }) => plan);
};

/** `METHOD /path` → name: what a re-import keeps. */
export const operationNames = async (
  tx: Tx,
  spaceId: string,
  place: VersionPlace,
): Promise<ReadonlyMap<string, string>> => {
  const rows = await tx.query<{ key: string; name: string }>(
    `select method || ' ' || (plan ->> 'source') as key, name from connector_operations
     where space_id = $1 and connector = $2 and version = $3`,
    [spaceId, place.name, place.version],
  );
  return new Map(rows.map(({ key, name }) => [key, name]));
};

export const readOperations = async (
  tx: Tx,
  spaceId: string,
  place: VersionPlace,
): Promise<OperationPlan[]> => {
  const rows = await tx.query<{ plan: OperationPlan }>(
    'select plan from connector_operations where space_id = $1 and connector = $2 and version = $3',
    [spaceId, place.name, place.version],
  );
  return rows.map(({ plan }) => plan);
};

/** Of all operations what says which of them a request means. */
export const operationPlaces = async (
  tx: Tx,
  spaceId: string,
  place: VersionPlace,
): Promise<Pick<OperationPlan, 'name' | 'method' | 'path'>[]> =>
  tx.query(
    'select name, method, path from connector_operations where space_id = $1 and connector = $2 and version = $3 order by name',
    [spaceId, place.name, place.version],
  );

/** What connections of a connector are made from: its current version's schemes and servers. */
export const connectorAuth = async (
  tx: Tx,
  spaceId: string,
  connector: string,
): Promise<Pick<PlanFrame, 'schemes' | 'servers'> | undefined> => {
  const [row] = await tx.query<Pick<PlanFrame, 'schemes' | 'servers'>>(
    `select v.plan -> 'schemes' as schemes, v.plan -> 'servers' as servers
     from connectors c join connector_versions v
       on v.space_id = c.space_id and v.connector = c.name and v.version = c.current_version
     where c.space_id = $1 and c.name = $2`,
    [spaceId, connector],
  );
  return row;
};
