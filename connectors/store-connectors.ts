import { instantText } from '../core/instant-text.ts';
import { HubError } from '../core/errors.ts';
import type { ListQuery, Page } from '../core/list.ts';
import type { Tx } from '../platform/db/open.ts';
import { given, readPage } from '../platform/db/page.ts';
import { settingsSchema, type ConnectorSettings } from './settings.ts';

interface ConnectorRow {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly origin: 'openapi' | 'typescript' | 'mcp';
  readonly sourceUrl: string | null;
  readonly version: number | null;
  readonly documentVersion: string | null;
  readonly operations: number | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

const shown = (row: ConnectorRow) => ({
  name: row.name,
  title: row.title,
  description: row.description,
  origin: row.origin,
  sourceUrl: row.sourceUrl,
  version: row.version,
  documentVersion: row.documentVersion ?? '',
  operations: row.operations ?? 0,
  createdAt: instantText(row.createdAt),
  updatedAt: instantText(row.updatedAt),
});
export type Connector = ReturnType<typeof shown>;

const select = `c.name, c.title, c.description, c.origin, c.source_url as "sourceUrl", c.current_version as version,
  v.document_version as "documentVersion", v.operation_count as operations, c.created_at as "createdAt",
  c.updated_at as "updatedAt"`;
const from = `connectors c left join connector_versions v
  on v.space_id = c.space_id and v.connector = c.name and v.version = c.current_version`;

export const connectorSorts = ['updatedAt', 'name', 'title'] as const;

export const listConnectors = async (
  tx: Tx,
  spaceId: string,
  list: ListQuery & { readonly origin?: string | undefined },
): Promise<Page<Connector>> =>
  readPage<ConnectorRow, Connector>(
    tx,
    {
      select,
      from,
      where: [['c.space_id = ?', spaceId], ...given('c.origin = ?', list.origin)],
      sorts: {
        updatedAt: { sql: 'c.updated_at', type: 'timestamptz' },
        name: { sql: 'c.name', type: 'text' },
        title: { sql: 'c.title', type: 'text' },
      },
      id: 'c.name',
      search: ['c.name', 'c.title', 'c.description'],
      item: shown,
    },
    list,
  );

export const findConnector = async (
  tx: Tx,
  spaceId: string,
  name: string,
): Promise<Connector | undefined> => {
  const [row] = await tx.query<ConnectorRow>(
    `select ${select} from ${from} where c.space_id = $1 and c.name = $2`,
    [spaceId, name],
  );
  return row === undefined ? undefined : shown(row);
};

/** Name → what the version in use calls itself. */
export const installedVersions = async (
  tx: Tx,
  spaceId: string,
  origin: Connector['origin'],
): Promise<ReadonlyMap<string, string>> => {
  const rows = await tx.query<{ name: string; version: string }>(
    `select c.name, v.document_version as version from ${from.replace('left join', 'join')}
     where c.space_id = $1 and c.origin = $2`,
    [spaceId, origin],
  );
  return new Map(rows.map(({ name, version }) => [name, version]));
};

export const requireConnector = async (tx: Tx, spaceId: string, name: string): Promise<Connector> => {
  const connector = await findConnector(tx, spaceId, name);
  if (connector === undefined)
    throw new HubError('not_found', `There is no connector "${name}" in this space.`);
  return connector;
};

export interface NewConnector {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly origin: 'openapi' | 'typescript' | 'mcp';
  readonly sourceUrl: string | null;
  readonly overlay: string | null;
  readonly createdBy: string;
}

/** Makes the connector, or takes note of where it now comes from; holds its row until the end. True when it is new. */
export const saveConnector = async (tx: Tx, spaceId: string, connector: NewConnector): Promise<boolean> => {
  const [row] = await tx.query<{ fresh: boolean }>(
    `insert into connectors (space_id, name, title, description, origin, source_url, overlay, created_by)
     values ($1, $2, $3, $4, $5, $6, $7, $8)
     on conflict (space_id, name) do update set source_url = excluded.source_url, overlay = excluded.overlay
       where connectors.origin = excluded.origin
     returning (xmax = 0) as fresh`,
    [
      spaceId,
      connector.name,
      connector.title,
      connector.description,
      connector.origin,
      connector.sourceUrl,
      connector.overlay,
      connector.createdBy,
    ],
  );
  if (row === undefined)
    throw new HubError(
      'already_exists',
      `There is a connector "${connector.name}" of another origin. Choose another name.`,
      { problems: [{ path: 'name', message: 'is the name of a connector of another origin' }] },
    );
  return row.fresh;
};

export const nextVersion = async (tx: Tx, spaceId: string, name: string): Promise<number> => {
  const [row] = await tx.query<{ version: number }>(
    `update connectors set last_version = last_version + 1 where space_id = $1 and name = $2
     returning last_version as version`,
    [spaceId, name],
  );
  if (row === undefined) throw new HubError('not_found', `There is no connector "${name}" in this space.`);
  return row.version;
};

export const makeCurrent = async (
  tx: Tx,
  spaceId: string,
  current: { name: string; version: number; title: string; description: string },
): Promise<void> => {
  await tx.execute(
    `update connectors set current_version = $3, title = $4, description = $5, updated_at = now()
     where space_id = $1 and name = $2`,
    [spaceId, current.name, current.version, current.title, current.description],
  );
};

export const readSettings = async (tx: Tx, spaceId: string, name: string): Promise<ConnectorSettings> => {
  const [row] = await tx.query<{ settings: unknown }>(
    'select settings from connectors where space_id = $1 and name = $2',
    [spaceId, name],
  );
  if (row === undefined) throw new HubError('not_found', `There is no connector "${name}" in this space.`);
  return settingsSchema.parse(row.settings);
};

export const writeSettings = async (
  tx: Tx,
  spaceId: string,
  change: { name: string; settings: ConnectorSettings },
): Promise<boolean> =>
  (await tx.execute(
    'update connectors set settings = $3::json, updated_at = now() where space_id = $1 and name = $2',
    [spaceId, change.name, JSON.stringify(change.settings)],
  )) === 1;

export const deleteConnector = async (tx: Tx, spaceId: string, name: string): Promise<boolean> =>
  (await tx.execute('delete from connectors where space_id = $1 and name = $2', [spaceId, name])) === 1;

/** Its connections have to be authorised again before anything of them is sent. How many there are. */
export const holdConnections = async (
  tx: Tx,
  spaceId: string,
  { name, reason }: { readonly name: string; readonly reason: string },
): Promise<number> =>
  tx.execute(
    `update connections set state = 'needs_reauth', last_error = $3, updated_at = now()
     where space_id = $1 and connector = $2 and state = 'ready'`,
    [spaceId, name, reason],
  );
