import type { Tx } from '../db/open.ts';

export interface ChainHead {
  readonly spaceId: string;
  readonly seq: number;
  readonly hash: Buffer;
  /** When it was looked at, by the database's clock. */
  readonly at: Date;
}

/** Over all spaces: the ends of the chains, in the order of their spaces, after the given one. */
export const headsAfter = async (tx: Tx, spaceId: string, limit: number): Promise<ChainHead[]> =>
  tx.query<ChainHead>(
    `select space_id as "spaceId", seq, hash, date_trunc('milliseconds', now()) as at
     from audit_heads where space_id > $1 and seq > 0 order by space_id limit $2`,
    [spaceId, limit],
  );

/** Over several spaces: how long their chains are. A space without one is not in the answer. */
export const chainLengths = async (
  tx: Tx,
  spaceIds: readonly string[],
): Promise<{ spaceId: string; seq: number }[]> =>
  tx.query<{ spaceId: string; seq: number }>(
    'select space_id as "spaceId", seq from audit_heads where space_id = any($1::text[])',
    [spaceIds],
  );

/** The seal that is stored with an entry, undefined when there is none. */
export const sealAt = async (tx: Tx, spaceId: string, seq: number): Promise<Buffer | undefined> => {
  const [row] = await tx.query<{ hash: Buffer }>(
    'select hash from audit_entries where space_id = $1 and seq = $2',
    [spaceId, seq],
  );
  return row?.hash;
};
