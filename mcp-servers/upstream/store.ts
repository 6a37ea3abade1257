import { instantText, instantTextOrNull } from '../../core/instant-text.ts';
import { HubError } from '../../core/errors.ts';
import type { ListQuery, Page } from '../../core/list.ts';
import type { Tx } from '../../platform/db/open.ts';
import { given, readPage } from '../../platform/db/page.ts';
import type { Prior } from '../sdk/client.ts';
import type { Values } from '../serve/offer.ts';
import type { Skipped } from './listing.ts';
import type { SignIn } from './sign-in.ts';

export const serverStates = ['healthy', 'down', 'needs_sign_in'] as const;
export type ServerState = (typeof serverStates)[number];

/** What a server says of itself, from the last time it was asked. */
export interface ServerFacts {
  readonly protocol: string;
  readonly server: Values;
  readonly capabilities: Values;
  readonly instructions: string | undefined;
}

/** What a server that knows both eras is in the older one. */
export interface OlderHalf extends ServerFacts {
  /** Each tool as it is listed there, by its hash. */
  readonly tools: Readonly<Record<string, string>>;
  /** Of its other lists. */
  readonly stamps: readonly [resources: string, prompts: string];
}

/** Of the newest era that the server knows. */
export interface AllFacts extends ServerFacts {
  /**
   * Of the older one beside it; null: it knows no other. Undefined while nobody has called it in that era: a server that
   * names the newer one is asked nothing in the older one without need.
   */
  readonly older?: OlderHalf | null | undefined;
}

export interface ServerRow {
  readonly name: string;
  readonly title: string;
  readonly url: string | null;
  readonly command: string | null;
  readonly header: string | null;
  readonly signIn: SignIn | null;
  readonly state: ServerState;
  readonly reason: string | null;
  readonly since: Date;
  readonly failures: number;
  readonly checkedAt: Date | null;
  readonly prior: Prior | null;
  readonly facts: AllFacts | null;
  /** Each tool as it was last listed, by its hash. */
  readonly tools: Readonly<Record<string, string>>;
  readonly keptHash: string | null;
  readonly toolsStamp: string;
  readonly resourcesStamp: string;
  readonly promptsStamp: string;
  readonly revision: number;
  readonly createdBy: string;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

const columns = `name, title, url, command, header, sign_in as "signIn", state, reason, since, failures,
  checked_at as "checkedAt", prior, facts, tools, kept_hash as "keptHash", tools_stamp as "toolsStamp",
  resources_stamp as "resourcesStamp", prompts_stamp as "promptsStamp", revision, created_by as "createdBy",
  created_at as "createdAt", updated_at as "updatedAt"`;

const shown = (row: ServerRow) => ({
  ...{ name: row.name, title: row.title, url: row.url, command: row.command, header: row.header },
  ...{ state: row.state, reason: row.reason },
  since: instantText(row.since),
  checkedAt: instantTextOrNull(row.checkedAt),
  transport: row.prior?.transport ?? null,
  era: row.prior?.era ?? null,
  protocol: row.facts?.protocol ?? null,
  older: besideOf(row),
  tools: Object.keys(row.tools).length,
  createdAt: instantText(row.createdAt),
  updatedAt: instantText(row.updatedAt),
});
export const shownServer = shown;

/** Only a server of the newer era can know another one beside. */
const besideOf = ({ prior, facts }: ServerRow) =>
  prior?.era === 'modern' && facts !== null
    ? { asked: facts.older !== undefined, protocol: facts.older?.protocol ?? null }
    : null;

export const serverSorts = ['name', 'title', 'updatedAt', 'since'] as const;

export const listServers = async (
  tx: Tx,
  spaceId: string,
  list: ListQuery & { readonly state?: ServerState | undefined },
): Promise<Page<ReturnType<typeof shown>>> =>
  readPage(
    tx,
    {
      select: columns,
      from: 'mcp_servers',
      where: [['space_id = ?', spaceId], ...given('state = ?', list.state)],
      sorts: {
        name: { sql: 'name', type: 'text' },
        title: { sql: 'title', type: 'text' },
        updatedAt: { sql: 'updated_at', type: 'timestamptz' },
        since: { sql: 'since', type: 'timestamptz' },
      },
      id: 'name',
      search: ['name', 'title', "coalesce(url, command, '')"],
      item: shown,
    },
    list,
  );

export const findServer = async (tx: Tx, spaceId: string, name: string): Promise<ServerRow | undefined> => {
  const [row] = await tx.query<ServerRow>(
    `select ${columns} from mcp_servers where space_id = $1 and name = $2`,
    [spaceId, name],
  );
  return row;
};

export const noServer = (name: string): HubError =>
  new HubError('not_found', `There is no MCP server "${name}" in this space.`);

export const requireServer = async (tx: Tx, spaceId: string, name: string): Promise<ServerRow> => {
  const row = await findServer(tx, spaceId, name);
  if (row === undefined) throw noServer(name);
  return row;
};

/** What is offered beside tools, and what could not be taken. */
export interface ServerLists {
  readonly resources: readonly Values[];
  readonly templates: readonly Values[];
  readonly prompts: readonly Values[];
  readonly skipped: readonly Skipped[];
}

export const readLists = async (tx: Tx, spaceId: string, name: string): Promise<ServerLists> => {
  const [row] = await tx.query<ServerLists>(
    'select resources, templates, prompts, skipped from mcp_servers where space_id = $1 and name = $2',
    [spaceId, name],
  );
  if (row === undefined) throw noServer(name);
  return row;
};

export interface NewServer {
  readonly name: string;
  readonly title: string;
  readonly url: string | null;
  readonly command: string | null;
  readonly header: string | null;
  readonly createdBy: string;
}

export const addServer = async (tx: Tx, spaceId: string, made: NewServer): Promise<void> => {
  await tx.execute(
    `insert into mcp_servers (space_id, name, title, url, command, header, state, created_by)
     values ($1, $2, $3, $4, $5, $6, 'healthy', $7)`,
    [spaceId, made.name, made.title, made.url, made.command, made.header, made.createdBy],
  );
};

/** Sessions with what it was before are not used any more. */
export const changeServer = async (
  tx: Tx,
  spaceId: string,
  change: Pick<NewServer, 'name' | 'title' | 'url' | 'header'>,
): Promise<boolean> =>
  (await tx.execute(
    `update mcp_servers set title = $3, url = $4, header = $5, revision = revision + 1, prior = null, sign_in = null,
       next_check_at = now(), updated_at = now()
     where space_id = $1 and name = $2`,
    [spaceId, change.name, change.title, change.url, change.header],
  )) === 1;

export interface SeenServer extends ServerLists {
  readonly name: string;
  readonly prior: Prior;
  readonly facts: AllFacts;
  readonly tools: Readonly<Record<string, string>>;
  readonly keptHash: string;
  readonly stamps: readonly [tools: string, resources: string, prompts: string];
}

/** What a look at it has found. What stands in `json` is without NUL, which nobody may hide in a list either. */
export const noteSeen = async (tx: Tx, spaceId: string, seen: SeenServer): Promise<void> => {
  await tx.execute(
    `update mcp_servers set prior = $3::json, facts = $4::json, tools = $5::json, resources = $6::json,
       templates = $7::json, prompts = $8::json, skipped = $9::json, kept_hash = $10, tools_stamp = $11,
       resources_stamp = $12, prompts_stamp = $13
     where space_id = $1 and name = $2`,
    [
      spaceId,
      seen.name,
      JSON.stringify(seen.prior),
      JSON.stringify(seen.facts),
      JSON.stringify(seen.tools),
      JSON.stringify(seen.resources),
      JSON.stringify(seen.templates),
      JSON.stringify(seen.prompts),
      JSON.stringify(seen.skipped),
      seen.keptHash,
      ...seen.stamps,
    ],
  );
};

export const noteSignIn = async (
  tx: Tx,
  spaceId: string,
  note: { readonly name: string; readonly signIn: SignIn; readonly keptHash: string },
): Promise<void> => {
  await tx.execute(
    'update mcp_servers set sign_in = $3::json, kept_hash = $4 where space_id = $1 and name = $2',
    [spaceId, note.name, JSON.stringify(note.signIn), note.keptHash],
  );
};
