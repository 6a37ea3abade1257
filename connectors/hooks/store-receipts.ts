import type { ListQuery, Page } from '../../core/list.ts';
import type { Tx } from '../../platform/db/open.ts';
import { readPage } from '../../platform/db/page.ts';
import type { Receipt } from './events.ts';

export interface TakenReceipt {
  readonly endpointId: string;
  readonly eventKey: string;
}

export interface TakenReceipts {
  /** Those that are the first of their event. */
  readonly fresh: readonly TakenReceipt[];
  /** Endpoints that are there, and take webhooks. */
  readonly open: ReadonlySet<string>;
}

/**
 * Remembers webhooks, each event once. In the order of their keys: two processes that take the same ones in another
 * order would wait for each other.
 */
export const addReceipts = async (
  tx: Tx,
  spaceId: string,
  receipts: readonly Receipt[],
): Promise<TakenReceipts> => {
  const rows = await tx.query<{ endpointId: string; eventKey: string | null }>(
    `with given as materialized (
       select g.*
       from unnest($2::text[], $3::text[], $4::text[], $5::int[]) as g (endpoint_id, event_key, event_type, bytes)
       join hook_endpoints e on e.space_id = $1 and e.endpoint_id = g.endpoint_id and e.state = 'active'
     ), made as (
       insert into hook_receipts (space_id, endpoint_id, event_key, event_type, bytes)
       select $1, endpoint_id, event_key, event_type, bytes from given order by endpoint_id, event_key
       on conflict do nothing returning endpoint_id, event_key
     )
     select endpoint_id as "endpointId", event_key as "eventKey" from made
     union all select distinct endpoint_id, null from given`,
    [
      spaceId,
      receipts.map(({ endpointId }) => endpointId),
      receipts.map(({ eventKey }) => eventKey),
      receipts.map(({ fact }) => fact.type),
      receipts.map(({ bytes }) => bytes),
    ],
  );
  return {
    fresh: rows.flatMap(({ endpointId, eventKey }) => (eventKey === null ? [] : [{ endpointId, eventKey }])),
    open: new Set(rows.map(({ endpointId }) => endpointId)),
  };
};

export interface ReceiptRow {
  readonly eventKey: string;
  readonly eventType: string;
  readonly bytes: number;
  readonly receivedAt: Date;
}

export const receiptSorts = ['receivedAt'] as const;

export const listReceipts = async (
  tx: Tx,
  spaceId: string,
  list: ListQuery & { readonly endpointId: string },
): Promise<Page<ReceiptRow>> =>
  readPage<ReceiptRow, ReceiptRow>(
    tx,
    {
      select: 'event_key as "eventKey", event_type as "eventType", bytes, received_at as "receivedAt"',
      from: 'hook_receipts',
      where: [
        ['space_id = ?', spaceId],
        ['endpoint_id = ?', list.endpointId],
      ],
      sorts: { receivedAt: { sql: 'received_at', type: 'timestamptz' } },
      id: 'event_key',
      search: ['event_key', 'event_type'],
      item: (row) => row,
    },
    list,
  );

const atOnce = 100_000;

/** Forgets webhooks after a week, but not when the last one came. Over all spaces, in the hub's own role. */
export const dropOldReceipts = async (tx: Tx): Promise<number> => {
  const [gone] = await tx.query<{ count: number }>(
    `with gone as (
       delete from hook_receipts where ctid = any (array(
         select ctid from hook_receipts where received_at < now() - interval '7 days' limit ${atOnce}))
       returning endpoint_id, received_at
     ), last as (
       select endpoint_id, max(received_at) as at from gone group by endpoint_id
     ), kept as (
       update hook_endpoints e set last_received_at = greatest(e.last_received_at, last.at)
       from last where last.endpoint_id = e.endpoint_id
     )
     select count(*)::int as count from gone`,
  );
  return gone?.count ?? 0;
};
