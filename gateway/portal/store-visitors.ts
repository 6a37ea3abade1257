import type { Tx, Value } from '../../platform/db/open.ts';
import { portalSessionSeconds, type PortalSession } from './sessions.ts';

/** A consumer who shows a key that is good at this moment. */
export interface Visitor {
  readonly consumerId: string;
  readonly credentialId: string;
  readonly name: string;
  readonly title: string;
  /** What the key opens: of the consumer's scopes, those that come with it. */
  readonly scopes: readonly string[];
  /** Null where the key comes with all of the consumer's, later ones too. */
  readonly keyScopes: readonly string[] | null;
  /** Of the key; null: never. */
  readonly expiresAt: Date | null;
}

const findVisitor = async (
  tx: Tx,
  spaceId: string,
  [condition, ...values]: readonly [string, ...Value[]],
): Promise<Visitor | null> => {
  const [row] = await tx.query<Visitor>(
    `select c.consumer_id as "consumerId", k.credential_id as "credentialId", c.name, c.title,
       case when k.scopes is null then c.scopes
         else array(select unnest(k.scopes) intersect select unnest(c.scopes) order by 1) end as scopes,
       k.scopes as "keyScopes", k.expires_at as "expiresAt"
     from gateway_credentials k
       join gateway_consumers c on c.space_id = k.space_id and c.consumer_id = k.consumer_id
     where k.space_id = $1 and k.kind = 'key' and ${condition} and k.revoked_at is null and k.active and c.active
       and (k.expires_at is null or k.expires_at > clock_timestamp())`,
    [spaceId, ...values],
  );
  return row ?? null;
};

export const visitorByKey = (tx: Tx, spaceId: string, secretHash: Buffer): Promise<Visitor | null> =>
  findVisitor(tx, spaceId, ['k.secret_hash = $2', secretHash]);

export const visitorBySession = (
  tx: Tx,
  spaceId: string,
  { id, consumerId, credentialId }: Omit<PortalSession, 'spaceId'>,
): Promise<Visitor | null> =>
  findVisitor(tx, spaceId, [
    `k.credential_id = $2 and k.consumer_id = $3 and not exists (
       select 1 from portal_ended_sessions e where e.space_id = k.space_id and e.session_id = $4)`,
    ...[credentialId, consumerId, id],
  ]);

/** Remembered for longer than any cookie is good; what is older goes with it. */
export const endSession = async (
  tx: Tx,
  spaceId: string,
  { id }: Pick<PortalSession, 'id'>,
): Promise<void> => {
  await tx.execute('delete from portal_ended_sessions where space_id = $1 and forgotten_at < now()', [
    spaceId,
  ]);
  await tx.execute(
    `insert into portal_ended_sessions (space_id, session_id, forgotten_at)
     values ($1, $2, now() + $3::int * interval '1 second') on conflict do nothing`,
    [spaceId, id, 2 * portalSessionSeconds],
  );
};
