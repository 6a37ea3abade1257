import type { Tx } from '../db/open.ts';
import { eventColumns, type EventRow } from './envelope.ts';

/** The outbox as a queue of what is still to be sent to a message system. */

export interface Unsent extends EventRow {
  readonly seq: number;
  readonly orderKey: string | null;
  readonly fence: number;
}

/** Any number that nothing else locks. */
const relayLock = 7_216_004;

/**
 * Leases unsent events, oldest first. While another process is sending an event, none of the same key is given out
 * after it: nobody overtakes.
 */
export const claimUnsent = async (tx: Tx, atOnce: number, leaseMs: number): Promise<Unsent[]> => {
  await tx.query('select pg_advisory_xact_lock($1)', [relayLock]);
  return tx.query<Unsent>(
    `with claimed as (
       update outbox set fence = fence + 1, lease_until = clock_timestamp() + $2::int * interval '1 millisecond'
       where seq = any (array(
         select seq from outbox as next
         where routed_at is null and sent_at is null and (lease_until is null or lease_until < clock_timestamp())
           and not exists (select from outbox as earlier
             where earlier.routed_at is null and earlier.space_id = next.space_id
               and earlier.order_key = next.order_key and earlier.seq < next.seq and earlier.sent_at is null
               and earlier.lease_until >= clock_timestamp())
         order by seq limit $1))
       returning outbox.*
     )
     select seq, order_key as "orderKey", fence, ${eventColumns('claimed')} from claimed order by seq`,
    [atOnce, leaseMs],
  );
};

export const markSent = async (tx: Tx, sent: readonly Unsent[]): Promise<void> => {
  await tx.execute(
    `update outbox set sent_at = clock_timestamp(), lease_until = null
     from unnest($1::bigint[], $2::bigint[]) as sent (seq, fence)
     where outbox.seq = sent.seq and outbox.fence = sent.fence and outbox.routed_at is null`,
    [sent.map((one) => one.seq), sent.map((one) => one.fence)],
  );
};

export const handBackUnsent = async (tx: Tx, unsent: readonly Unsent[]): Promise<void> => {
  await tx.execute(
    `update outbox set lease_until = null
     from unnest($1::bigint[], $2::bigint[]) as unsent (seq, fence)
     where outbox.seq = unsent.seq and outbox.fence = unsent.fence and outbox.sent_at is null`,
    [unsent.map((one) => one.seq), unsent.map((one) => one.fence)],
  );
};

/** Not everything that was taken is kept: an event that did not come back in this time is sent again. */
export const resendLost = async (tx: Tx, afterMs: number): Promise<number> =>
  tx.execute(
    `update outbox set sent_at = null
     where routed_at is null and sent_at < clock_timestamp() - $1::float8 * interval '1 millisecond'`,
    [afterMs],
  );
