import { HubError } from '../../../core/errors.ts';
import type { ListQuery, Page } from '../../../core/list.ts';
import type { Tx } from '../../../platform/db/open.ts';
import { given, readPage } from '../../../platform/db/page.ts';
import { iso, isoOrNull } from '../../shapes.ts';

interface ConsumerRow {
  readonly id: string;
  readonly name: string;
  readonly title: string;
  readonly active: boolean;
  readonly metadata: string;
  readonly scopes: string[];
  readonly credentials: number;
  readonly lastUsedAt: Date | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

const shown = (row: ConsumerRow) => ({
  ...{ id: row.id, name: row.name, title: row.title, active: row.active, scopes: row.scopes },
  metadata: JSON.parse(row.metadata) as Record<string, unknown>,
  credentials: row.credentials,
  lastUsedAt: isoOrNull(row.lastUsedAt),
  createdAt: iso(row.createdAt),
  updatedAt: iso(row.updatedAt),
});
export type ShownConsumer = ReturnType<typeof shown>;

const select = `c.consumer_id as id, c.name, c.title, c.active, c.metadata, c.scopes, c.created_at as "createdAt",
  c.updated_at as "updatedAt", u.credentials, u.last_used_at as "lastUsedAt"`;
const from = `gateway_consumers c cross join lateral (
  select max(k.last_used_at) as last_used_at, count(*) filter (where k.active and k.revoked_at is null
      and (k.expires_at is null or k.expires_at > now()))::int as credentials
    from gateway_credentials k where k.space_id = c.space_id and k.consumer_id = c.consumer_id) u`;

export const consumerSorts = ['name', 'createdAt', 'lastUsedAt'] as const;

export const listConsumers = async (
  tx: Tx,
  spaceId: string,
  list: ListQuery & { readonly active?: boolean | undefined; readonly scope?: string | undefined },
): Promise<Page<ShownConsumer>> =>
  readPage<ConsumerRow, ShownConsumer>(
    tx,
    {
      ...{ select, from, item: shown },
      where: [
        ['c.space_id = ?', spaceId],
        ...given('c.active = ?', list.active),
        ...given('? = any(c.scopes)', list.scope),
      ],
      sorts: {
        name: { sql: 'c.name', type: 'text' },
        createdAt: { sql: 'c.created_at', type: 'timestamptz' },
        lastUsedAt: { sql: "coalesce(u.last_used_at, '-infinity')", type: 'timestamptz' },
      },
      id: 'c.consumer_id',
      search: ['c.name', 'c.title', 'c.consumer_id'],
    },
    list,
  );

export const requireConsumer = async (
  tx: Tx,
  spaceId: string,
  consumerId: string,
): Promise<ShownConsumer> => {
  const [row] = await tx.query<ConsumerRow>(
    `select ${select} from ${from} where c.space_id = $1 and c.consumer_id = $2`,
    [spaceId, consumerId],
  );
  if (row === undefined)
    throw new HubError('not_found', `There is no consumer "${consumerId}" in this space.`);
  return shown(row);
};

export interface NewConsumer {
  readonly consumerId: string;
  readonly name: string;
  readonly title: string;
  readonly active: boolean;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly scopes: readonly string[];
  readonly createdBy: string;
}

/** False when the name is taken. */
export const addConsumer = async (tx: Tx, spaceId: string, consumer: NewConsumer): Promise<boolean> => {
  const { consumerId, name, title, active, metadata, scopes, createdBy } = consumer;
  return (
    (await tx.execute(
      `insert into gateway_consumers (consumer_id, space_id, name, title, active, metadata, scopes, created_by)
       values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (space_id, lower(name)) do nothing`,
      [consumerId, spaceId, name, title, active, JSON.stringify(metadata), scopes, createdBy],
    )) === 1
  );
};

export interface ConsumerChange {
  readonly consumerId: string;
  readonly name?: string | undefined;
  readonly title?: string | undefined;
  readonly active?: boolean | undefined;
  readonly metadata?: Readonly<Record<string, unknown>> | undefined;
  readonly scopes?: readonly string[] | undefined;
}

export const changeConsumer = async (tx: Tx, spaceId: string, change: ConsumerChange): Promise<void> => {
  const { consumerId, name, title, active, metadata, scopes } = change;
  await tx.execute(
    `update gateway_consumers set name = coalesce($3, name), title = coalesce($4, title), active = coalesce($5, active),
       metadata = coalesce($6, metadata), scopes = coalesce($7, scopes), updated_at = now()
     where space_id = $1 and consumer_id = $2`,
    [
      ...[spaceId, consumerId, name ?? null, title ?? null, active ?? null],
      metadata === undefined ? null : JSON.stringify(metadata),
      scopes ?? null,
    ],
  );
};

export const isNameTaken = async (
  tx: Tx,
  spaceId: string,
  wanted: { readonly name: string; readonly by: string },
): Promise<boolean> =>
  (
    await tx.query(
      'select 1 from gateway_consumers where space_id = $1 and lower(name) = lower($2) and consumer_id <> $3',
      [spaceId, wanted.name, wanted.by],
    )
  ).length > 0;

/** With all that it can show. */
export const deleteConsumer = async (tx: Tx, spaceId: string, consumerId: string): Promise<boolean> =>
  (await tx.execute('delete from gateway_consumers where space_id = $1 and consumer_id = $2', [
    spaceId,
    consumerId,
  ])) === 1;

export const countConsumers = async (tx: Tx, spaceId: string): Promise<number> => {
  const [row] = await tx.query<{ count: number }>(
    'select count(*)::int as count from gateway_consumers where space_id = $1',
    [spaceId],
  );
  return row?.count ?? 0;
};
