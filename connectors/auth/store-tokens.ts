import type { Tx } from '../../platform/db/open.ts';
import { connectionColumns, type ConnectionRow } from './store.ts';

/** A connection as the one who authorises a request needs it. Times are told as what is left of them, in database time. */
export interface HeldRow extends ConnectionRow {
  readonly sealed: string;
  readonly tokenVersion: number;
  readonly msToExpiry: number | null;
  readonly msToRefresh: number | null;
  readonly msSinceRefresh: number | null;
  /** How long nobody tries again after a failure. */
  readonly msToRetry: number;
  /** How long somebody else still has for renewing the tokens. */
  readonly msOfLease: number;
}

const ms = (instant: string) => `(extract(epoch from ${instant} - clock_timestamp()) * 1000)::float8`;

export const readHeld = async (
  tx: Tx,
  spaceId: string,
  connectionId: string,
): Promise<HeldRow | undefined> => {
  const [row] = await tx.query<HeldRow>(
    `select ${connectionColumns}, sealed, token_version as "tokenVersion", ${ms('expires_at')} as "msToExpiry",
       ${ms('refresh_at')} as "msToRefresh", -${ms('refreshed_at')} as "msSinceRefresh",
       coalesce(greatest(${ms('retry_at')}, 0), 0) as "msToRetry",
       coalesce(greatest(${ms('lease_until')}, 0), 0) as "msOfLease"
     from connections where space_id = $1 and connection_id = $2`,
    [spaceId, connectionId],
  );
  return row;
};

export interface RenewalClaim {
  readonly fence: number;
  readonly attempts: number;
  readonly sealed: string;
}

/**
 * Takes the right to renew the tokens, for a while: unless somebody has it, has just used it, or failed a moment ago.
 * The number is higher than every number given out before, and only its holder may write the outcome.
 */
export const claimRenewal = async (
  tx: Tx,
  spaceId: string,
  seen: { readonly connectionId: string; readonly tokenVersion: number; readonly leaseMs: number },
): Promise<RenewalClaim | undefined> => {
  const [claim] = await tx.query<RenewalClaim>(
    `update connections set fence = fence + 1, attempts = attempts + 1,
       lease_until = clock_timestamp() + $4::float8 * interval '1 millisecond'
     where space_id = $1 and connection_id = $2 and token_version = $3 and state = 'ready'
       and coalesce(lease_until <= clock_timestamp(), true) and coalesce(retry_at <= clock_timestamp(), true)
     returning fence, attempts, sealed`,
    [spaceId, seen.connectionId, seen.tokenVersion, seen.leaseMs],
  );
  return claim;
};

export interface Obtained {
  readonly connectionId: string;
  /** Of the claim; null when a person has just authorised the connection, which nobody may overwrite. */
  readonly fence: number | null;
  readonly sealed: string;
  readonly lifeSeconds: number | null;
  readonly scopes: readonly string[];
  readonly account: string | null;
  readonly facts: Readonly<Record<string, string>>;
}

/** Renewed when four fifths of their life are over, at the latest a quarter of an hour before its end. */
const refreshAfter = "($5::float8 - least($5::float8 * 0.2, 900)) * interval '1 second'";

/** False when the right to write was lost: somebody else decides what is in force. */
export const storeTokens = async (tx: Tx, spaceId: string, obtained: Obtained): Promise<boolean> =>
  (await tx.execute(
    `update connections set sealed = $4, state = 'ready', token_version = token_version + 1, fence = fence + 1,
       lease_until = null, attempts = 0, retry_at = null, last_error = null, refreshed_at = clock_timestamp(),
       expires_at = clock_timestamp() + $5::float8 * interval '1 second',
       refresh_at = clock_timestamp() + ${refreshAfter},
       scopes = $6::text[], needed_scopes = case when $3::bigint is null then '{}' else needed_scopes end, account = coalesce($7, account), facts = facts || $8::jsonb, updated_at = now()
     where space_id = $1 and connection_id = $2 and ($3::bigint is null or (fence = $3::bigint and state = 'ready'))`,
    [
      spaceId,
      obtained.connectionId,
      obtained.fence,
      obtained.sealed,
      obtained.lifeSeconds,
      obtained.scopes,
      obtained.account,
      JSON.stringify(obtained.facts),
    ],
  )) === 1;

export interface Failed {
  readonly connectionId: string;
  readonly fence: number;
  readonly error: string;
  readonly retryMs: number;
}

export const noteFailure = async (tx: Tx, spaceId: string, failed: Failed): Promise<void> => {
  await tx.execute(
    `update connections set lease_until = null, last_error = $4,
       retry_at = clock_timestamp() + $5::float8 * interval '1 millisecond'
     where space_id = $1 and connection_id = $2 and fence = $3`,
    [spaceId, failed.connectionId, failed.fence, failed.error, failed.retryMs],
  );
};

/** True for the one who ends it: that one tells about it. */
export const endGrant = async (
  tx: Tx,
  spaceId: string,
  ended: { readonly connectionId: string; readonly fence: number; readonly error: string },
): Promise<boolean> =>
  (await tx.execute(
    `update connections set state = 'needs_reauth', lease_until = null, retry_at = null, last_error = $4,
       fence = fence + 1, updated_at = now()
     where space_id = $1 and connection_id = $2 and fence = $3 and state = 'ready'`,
    [spaceId, ended.connectionId, ended.fence, ended.error],
  )) === 1;

/** True when it is news: the same need is told by every call that meets it. */
export const addNeededScopes = async (
  tx: Tx,
  spaceId: string,
  need: { readonly connectionId: string; readonly scopes: readonly string[] },
): Promise<boolean> =>
  (await tx.execute(
    `update connections set updated_at = now(),
       needed_scopes = array(select distinct unnest(needed_scopes || $3::text[]) order by 1 limit 100)
     where space_id = $1 and connection_id = $2 and not needed_scopes @> $3::text[]`,
    [spaceId, need.connectionId, need.scopes],
  )) === 1;

/** For what stands beside the tokens and changes nothing about them. */
export const keepSealed = async (
  tx: Tx,
  spaceId: string,
  kept: { readonly connectionId: string; readonly sealed: string },
): Promise<void> => {
  await tx.execute(
    'update connections set sealed = $3, updated_at = now() where space_id = $1 and connection_id = $2',
    [spaceId, kept.connectionId, kept.sealed],
  );
};
