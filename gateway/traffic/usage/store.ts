import type { Tx } from '../../../platform/db/open.ts';
import { bucketEnds, type Count } from './counts.ts';
import type { SeenRequest } from './recent.ts';

/** Adds to the minute and to the hour that it is; both are read by themselves. Those of spaces that are gone are left out. */
export const addCounts = async (tx: Tx, counts: readonly Count[]): Promise<void> => {
  if (counts.length === 0) return;
  // In one order for all processes: two that add the same rows must not wait for each other in a circle.
  const sorted = [...counts].sort((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1));
  await tx.query(
    `insert into gateway_usage as u (space_id, grain, at, pipeline, consumer_id, requests, refused, failed, bytes, ms, buckets)
     select c."spaceId", grain, date_trunc(grain, now()), c.pipeline, c."consumerId",
       c.requests, c.refused, c.failed, c.bytes, c.ms,
       (select array_agg(value::bigint order by place) from jsonb_array_elements_text(c.buckets) with ordinality as b (value, place))
     from jsonb_to_recordset($1::jsonb) as c ("spaceId" text, pipeline text, "consumerId" text, requests bigint, refused bigint,
         failed bigint, bytes bigint, ms float8, buckets jsonb)
       join spaces on spaces.space_id = c."spaceId"
       cross join (values ('minute'), ('hour')) as grains (grain)
     order by c."spaceId", grain, c.pipeline, c."consumerId"
     on conflict (space_id, grain, at, pipeline, consumer_id) do update set
       requests = u.requests + excluded.requests, refused = u.refused + excluded.refused,
       failed = u.failed + excluded.failed, bytes = u.bytes + excluded.bytes, ms = u.ms + excluded.ms,
       buckets = (select array_agg(coalesce(a, 0) + coalesce(b, 0) order by place)
                  from unnest(u.buckets, excluded.buckets) with ordinality as both_buckets (a, b, place))`,
    [JSON.stringify(sorted)],
  );
};

const keyOf = ({ spaceId, pipeline, consumerId }: Count): string => `${spaceId} ${pipeline} ${consumerId}`;

export const addRequests = async (tx: Tx, seen: readonly SeenRequest[]): Promise<void> => {
  if (seen.length === 0) return;
  await tx.query(
    `insert into gateway_requests (space_id, request_id, at, pipeline, consumer, method, path, status, ms, bytes, client, service, reason)
     select r."spaceId", r."requestId", r.at, r.pipeline, r.consumer, r.method, r.path, r.status, r.ms, r.bytes, r.client, r.service, r.reason
     from jsonb_to_recordset($1::jsonb) as r ("spaceId" text, "requestId" text, at timestamptz, pipeline text, consumer text,
       method text, path text, status int, ms float8, bytes bigint, client text, service text, reason text)
       join spaces on spaces.space_id = r."spaceId"`,
    [JSON.stringify(seen, plainTexts)],
  );
};

/** Messages hold what clients wrote: zero bytes and half characters, of which one would keep out the requests of everybody. */
const plainTexts = (_: string, value: unknown): unknown =>
  typeof value === 'string' ? value.replaceAll('\0', '\ufffd').toWellFormed() : value;

export const dropOldUsage = async (tx: Tx): Promise<number> => {
  const rows = await tx.query(
    `delete from gateway_usage where (grain, at) in (
       select grain, at from gateway_usage
       where (grain = 'minute' and at < now() - interval '2 days') or (grain = 'hour' and at < now() - interval '400 days')
       limit 5000) returning 1`,
  );
  return rows.length;
};

export const dropOldRequests = async (tx: Tx): Promise<number> => {
  const rows = await tx.query(
    `delete from gateway_requests where ctid in (
       select ctid from gateway_requests where at < now() - interval '15 minutes' limit 20000) returning 1`,
  );
  return rows.length;
};

export const usageGroups = ['time', 'pipeline', 'consumer'] as const;
export type UsageGroup = (typeof usageGroups)[number];

export interface UsageAsked {
  readonly from: string;
  readonly to: string;
  readonly group: UsageGroup;
  readonly pipeline: string | undefined;
  readonly consumerId: string | undefined;
}

export interface UsageRow {
  /** The instant, the pipeline or the consumer that it counts. */
  readonly key: string;
  readonly requests: number;
  readonly refused: number;
  readonly failed: number;
  readonly bytes: number;
  readonly ms: number;
  readonly buckets: readonly number[];
}

const mostRows = 1_500;

/** By minutes where the time asked for is within two days, by hours beyond. */
export const readUsage = async (tx: Tx, spaceId: string, asked: UsageAsked): Promise<UsageRow[]> => {
  const hours = Date.parse(asked.to) - Date.parse(asked.from) > 25 * 3_600_000;
  const old = Date.parse(asked.from) < Date.now() - 47 * 3_600_000;
  const key = {
    time: `to_char(at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`,
    pipeline: 'pipeline',
    consumer: 'consumer_id',
  }[asked.group];
  const sums = bucketEnds.length + 1;
  const buckets = Array.from({ length: sums }, (_, at) => `sum(buckets[${at + 1}])::float8`).join(', ');
  return tx.query<UsageRow>(
    `select ${key} as key, sum(requests)::float8 as requests, sum(refused)::float8 as refused, sum(failed)::float8 as failed,
       sum(bytes)::float8 as bytes, sum(ms)::float8 as ms, array[${buckets}] as buckets
     from gateway_usage
     where space_id = $1 and grain = $2 and at >= $3::timestamptz and at < $4::timestamptz
       and ($5::text is null or pipeline = $5) and ($6::text is null or consumer_id = $6)
     group by 1 order by ${asked.group === 'time' ? '1' : '2 desc, 1'} limit ${mostRows}`,
    [
      spaceId,
      hours || old ? 'hour' : 'minute',
      asked.from,
      asked.to,
      asked.pipeline ?? null,
      asked.consumerId ?? null,
    ],
  );
};

export interface RequestsAsked {
  readonly pipeline: string | undefined;
  readonly outcome: 'all' | 'refused' | 'failed';
  readonly limit: number;
}

/** The last ones, newest first. */
export const readRequests = async (
  tx: Tx,
  spaceId: string,
  { pipeline, outcome, limit }: RequestsAsked,
): Promise<(Omit<SeenRequest, 'spaceId' | 'at'> & { readonly at: string })[]> =>
  tx.query(
    `select request_id as "requestId", to_char(at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at, pipeline, consumer,
       method, path, status, ms, bytes::float8 as bytes, client, service, reason
     from gateway_requests
     where space_id = $1 and ($2::text is null or pipeline = $2)
       and ($3 = 'all' or ($3 = 'refused' and status between 400 and 499) or ($3 = 'failed' and (status >= 500 or status = 0)))
     order by at desc limit $4`,
    [spaceId, pipeline ?? null, outcome, limit],
  );
