import type { Tx } from '../../platform/db/open.ts';

/** What can never be used again is dropped; sessions stay a month longer, for whoever looks into what happened. */
const expired = [
  ['sign_in_links', 'expires_at < now()'],
  ['sign_in_states', 'expires_at < now()'],
  ['sign_in_failures', "last_at < now() - interval '1 day'"],
  ['sessions', "expires_at < now() - interval '30 days'"],
] as const;
const atOnce = 5_000;

/** A chore for the housekeeping: a bounded piece of the work. Answers how many rows went. */
export const dropExpiredSignIns = async (tx: Tx): Promise<number> => {
  let dropped = 0;
  for (const [table, condition] of expired) {
    dropped += await tx.execute(
      `delete from ${table} where ctid in (select ctid from ${table} where ${condition} limit ${atOnce})`,
    );
  }
  return dropped;
};
