import type { Db, Tx } from '../../../platform/db/open.ts';

export interface QuotaAsked {
  readonly spaceId: string;
  readonly counter: string;
  /** Let through that nobody has counted yet, less what is given back. */
  readonly add: number;
  readonly want: number;
  readonly max: number;
  readonly endsAt: Date;
}

export interface QuotaGiven {
  readonly spaceId: string;
  readonly counter: string;
  readonly granted: number;
  /** For everybody, after this. */
  readonly left: number;
}

/** All in one statement and one commit, never more of a quota than there is. Those of spaces that are gone are not answered. */
export const takeQuotas = async (
  db: Pick<Db, 'writeAsSystem'>,
  asked: readonly QuotaAsked[],
): Promise<readonly QuotaGiven[]> =>
  db.writeAsSystem<QuotaGiven>(
    // In one order for all processes: two that count the same must not wait for each other in a circle.
    `insert into gateway_quotas as q (space_id, counter, taken, wanted, most, granted, ends_at)
     select a."spaceId", a.counter, a.add + greatest(0, least(a.want, a.max - a.add)), a.want, a.max,
       greatest(0, least(a.want, a.max - a.add)), a."endsAt"
     from jsonb_to_recordset($1::jsonb) as a ("spaceId" text, counter text, add bigint, want bigint, max bigint, "endsAt" timestamptz)
       join spaces on spaces.space_id = a."spaceId"
     order by a."spaceId" collate "C", a.counter collate "C"
     on conflict (space_id, counter) do update set
       wanted = excluded.wanted, most = excluded.most,
       granted = greatest(0, least(excluded.wanted, excluded.most - greatest(0, q.taken + excluded.taken - excluded.granted))),
       taken = greatest(0, q.taken + excluded.taken - excluded.granted)
         + greatest(0, least(excluded.wanted, excluded.most - greatest(0, q.taken + excluded.taken - excluded.granted)))
     returning space_id as "spaceId", counter, granted::float8 as granted, greatest(0, most - taken)::float8 as left`,
    [JSON.stringify(asked)],
  );

export const dropOldQuotas = async (tx: Tx): Promise<number> => {
  const rows = await tx.query(
    `delete from gateway_quotas where (space_id, counter) in (
       select space_id, counter from gateway_quotas where ends_at < now() limit 5000) returning 1`,
  );
  return rows.length;
};
