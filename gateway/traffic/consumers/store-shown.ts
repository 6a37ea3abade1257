import type { Tx, Value } from '../../../platform/db/open.ts';

/** What stands behind a credential that was shown, good at this moment. */
export interface ShownRow {
  readonly credentialId: string;
  readonly consumerId: string;
  readonly name: string;
  readonly metadata: string;
  readonly scopes: string[];
  readonly passwordHash: string | null;
  readonly sealed: string | null;
  /** Null: for ever. */
  readonly leftMs: number | null;
}

export interface Found {
  /** Of the space's consumers, as of this reading. */
  readonly revision: number;
  /** Null: it opens nothing. */
  readonly row: ShownRow | null;
}

type FoundRow = { readonly [Field in keyof ShownRow]: ShownRow[Field] | null } & {
  readonly revision: number;
};

/** One statement, so that the revision is that of what was found. */
const findBy = async (
  tx: Tx,
  spaceId: string,
  [condition, ...values]: readonly [string, ...Value[]],
): Promise<Found> => {
  const [row] = await tx.query<FoundRow>(
    `select r.revision, f.* from
       (select coalesce((select consumers from gateway_revisions where space_id = $1), 0) as revision) r
     left join (
       select k.credential_id as "credentialId", c.consumer_id as "consumerId", c.name, c.metadata,
         case when k.scopes is null then c.scopes
           else array(select unnest(k.scopes) intersect select unnest(c.scopes)) end as scopes,
         k.password_hash as "passwordHash", k.sealed,
         (extract(epoch from k.expires_at - clock_timestamp()) * 1000)::float8 as "leftMs"
       from gateway_credentials k join gateway_consumers c on c.space_id = k.space_id and c.consumer_id = k.consumer_id
       where k.space_id = $1 and ${condition} and k.revoked_at is null and k.active and c.active
         and (k.expires_at is null or k.expires_at > clock_timestamp())
     ) f on true`,
    [spaceId, ...values],
  );
  if (row === undefined) return { revision: 0, row: null };
  const { revision, credentialId, consumerId, name, metadata, scopes, ...rest } = row;
  if (credentialId === null || consumerId === null || name === null || metadata === null || scopes === null)
    return { revision, row: null };
  return { revision, row: { ...{ credentialId, consumerId, name, metadata, scopes }, ...rest } };
};

export const findByKey = (tx: Tx, spaceId: string, secretHash: Buffer): Promise<Found> =>
  findBy(tx, spaceId, ['k.secret_hash = $2', secretHash]);

export const findByIdentifier = (
  tx: Tx,
  spaceId: string,
  { kind, identifier }: { readonly kind: string; readonly identifier: string },
): Promise<Found> => findBy(tx, spaceId, ['k.kind = $2 and k.identifier = $3', kind, identifier]);

/** Over all spaces. To the minute, so that few rows are written however much comes in. */
export const noteCredentialsUsed = async (tx: Tx, credentialIds: readonly string[]): Promise<void> => {
  await tx.execute(
    // What somebody else holds is being noted by them, or changed: neither is worth waiting for.
    `update gateway_credentials set last_used_at = now() where credential_id in (
       select credential_id from gateway_credentials where credential_id = any($1)
         and (last_used_at is null or last_used_at < now() - interval '50 seconds') for update skip locked)`,
    [credentialIds],
  );
};
