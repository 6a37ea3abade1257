import { HubError } from '../../core/errors.ts';
import type { ListQuery, Page } from '../../core/list.ts';
import type { Tx } from '../../platform/db/open.ts';
import { given, readPage } from '../../platform/db/page.ts';
import type { EventRules } from './events.ts';
import type { Challenge, SecretSource } from './providers.ts';
import type { SecretHint } from './secrets.ts';
import type { Verification } from './verification.ts';

export const endpointStates = ['active', 'paused'] as const;

export interface EndpointRow {
  readonly endpointId: string;
  readonly connector: string;
  readonly connectionId: string | null;
  readonly name: string;
  readonly provider: string | null;
  readonly secretFrom: SecretSource;
  readonly verification: Verification;
  readonly events: EventRules;
  readonly challenge: Challenge;
  readonly hasPathToken: boolean;
  readonly secretHints: readonly SecretHint[];
  readonly maxBytes: number;
  readonly state: (typeof endpointStates)[number];
  readonly lastReceivedAt: Date | null;
  readonly lastRefusedAt: Date | null;
  readonly lastRefusal: string | null;
  readonly createdBy: string;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** What the receipts still tell of the last one is newer than what was kept of those that are gone. */
const columns = `e.endpoint_id as "endpointId", e.connector, e.connection_id as "connectionId", e.name, e.provider,
  e.secret_from as "secretFrom", e.verification,
  e.events, e.challenge, e.path_token_hash is not null as "hasPathToken", e.secret_hints as "secretHints",
  e.max_bytes as "maxBytes", e.state, e.last_refused_at as "lastRefusedAt", e.last_refusal as "lastRefusal",
  greatest(e.last_received_at, (select max(r.received_at) from hook_receipts r
    where r.space_id = e.space_id and r.endpoint_id = e.endpoint_id)) as "lastReceivedAt",
  e.created_by as "createdBy", e.created_at as "createdAt", e.updated_at as "updatedAt"`;

export const endpointSorts = ['createdAt', 'name', 'connector', 'updatedAt'] as const;

export const listEndpoints = async (
  tx: Tx,
  spaceId: string,
  list: ListQuery & { readonly connector?: string | undefined; readonly state?: string | undefined },
): Promise<Page<EndpointRow>> =>
  readPage<EndpointRow, EndpointRow>(
    tx,
    {
      select: columns,
      from: 'hook_endpoints e',
      where: [
        ['e.space_id = ?', spaceId],
        ...given('e.connector = ?', list.connector),
        ...given('e.state = ?', list.state),
      ],
      sorts: {
        createdAt: { sql: 'e.created_at', type: 'timestamptz' },
        updatedAt: { sql: 'e.updated_at', type: 'timestamptz' },
        name: { sql: 'e.name', type: 'text' },
        connector: { sql: 'e.connector', type: 'text' },
      },
      id: 'e.endpoint_id',
      search: ['e.name', 'e.connector'],
      item: (row) => row,
    },
    list,
  );

export const requireEndpoint = async (tx: Tx, spaceId: string, endpointId: string): Promise<EndpointRow> => {
  const [row] = await tx.query<EndpointRow>(
    `select ${columns} from hook_endpoints e where e.space_id = $1 and e.endpoint_id = $2`,
    [spaceId, endpointId],
  );
  if (row === undefined) throw unknownEndpoint(endpointId);
  return row;
};

const unknownEndpoint = (endpointId: string): HubError =>
  new HubError('not_found', `There is no webhook endpoint "${endpointId}" in this space.`);

export type HeldEndpoint = EndpointRow & { readonly sealed: string };

/** For a change: held until the transaction ends. */
export const holdEndpoint = async (tx: Tx, spaceId: string, endpointId: string): Promise<HeldEndpoint> => {
  const [row] = await tx.query<HeldEndpoint>(
    `select ${columns}, e.sealed from hook_endpoints e where e.space_id = $1 and e.endpoint_id = $2 for update of e`,
    [spaceId, endpointId],
  );
  if (row === undefined) throw unknownEndpoint(endpointId);
  return row;
};

export interface EndpointEntry {
  readonly endpointId: string;
  readonly name: string;
  readonly provider: string | null;
  readonly secretFrom: SecretSource;
  readonly verification: Verification;
  readonly events: EventRules;
  readonly challenge: Challenge;
  readonly pathTokenHash: Buffer | null;
  readonly secretHints: readonly SecretHint[];
  readonly sealed: string;
  readonly maxBytes: number;
  readonly state: EndpointRow['state'];
}

export interface NewEndpoint extends EndpointEntry {
  readonly connector: string;
  readonly connectionId: string | null;
  readonly createdBy: string;
}

const entered = (entry: EndpointEntry) => [
  entry.name,
  JSON.stringify(entry.verification),
  JSON.stringify(entry.events),
  entry.challenge,
  entry.pathTokenHash,
  JSON.stringify(entry.secretHints),
  entry.sealed,
  entry.maxBytes,
  entry.state,
  entry.provider,
  entry.secretFrom,
];

export const addEndpoint = async (tx: Tx, spaceId: string, made: NewEndpoint): Promise<void> => {
  await tx.execute(
    `insert into hook_endpoints (space_id, endpoint_id, name, verification, events, challenge, path_token_hash,
       secret_hints, sealed, max_bytes, state, provider, secret_from, connector, connection_id, created_by)
     values ($1, $2, $3, $4::jsonb, $5::jsonb, $6, $7, $8::jsonb, $9, $10, $11, $12, $13, $14, $15, $16)`,
    [spaceId, made.endpointId, ...entered(made), made.connector, made.connectionId, made.createdBy],
  );
};

/** A path token that is not given stays as it is. */
export const changeEndpoint = async (tx: Tx, spaceId: string, change: EndpointEntry): Promise<void> => {
  await tx.execute(
    `update hook_endpoints set name = $3, verification = $4::jsonb, events = $5::jsonb, challenge = $6,
       path_token_hash = coalesce($7, path_token_hash), secret_hints = $8::jsonb, sealed = $9, max_bytes = $10,
       state = $11, provider = $12, secret_from = $13, updated_at = now()
     where space_id = $1 and endpoint_id = $2`,
    [spaceId, change.endpointId, ...entered(change)],
  );
};

export const removeEndpoint = async (tx: Tx, spaceId: string, endpointId: string): Promise<boolean> =>
  (await tx.execute('delete from hook_endpoints where space_id = $1 and endpoint_id = $2', [
    spaceId,
    endpointId,
  ])) === 1;

/** An endpoint as the one who takes webhooks in needs it. */
export interface KnownEndpointRow extends EndpointRow {
  readonly spaceId: string;
  readonly pathTokenHash: Buffer | null;
  readonly sealed: string;
}

/** By the words of its address: the space's id or slug, and the endpoint's id or that of its connection. */
export const findByAddress = async (
  tx: Tx,
  space: string,
  name: string,
): Promise<KnownEndpointRow | undefined> => {
  const [row] = await tx.query<KnownEndpointRow>(
    `select ${columns}, e.space_id as "spaceId", e.path_token_hash as "pathTokenHash", e.sealed
     from spaces s join hook_endpoints e on e.space_id = s.space_id
     where (s.space_id = $1 or s.slug = $1) and (e.endpoint_id = $2 or e.connection_id = $2)`,
    [space, name],
  );
  return row;
};

export const noteRefusal = async (
  tx: Tx,
  spaceId: string,
  refused: { readonly endpointId: string; readonly reason: string },
): Promise<void> => {
  await tx.execute(
    `update hook_endpoints set last_refused_at = now(), last_refusal = $3 where space_id = $1 and endpoint_id = $2`,
    [spaceId, refused.endpointId, refused.reason],
  );
};
