import type { Permission, Role } from '../../core/roles.ts';
import type { Tx } from '../../platform/db/open.ts';
import { sessionIsLive } from './sessions-store.ts';

/** What a credential stands for at this moment. Read once a second at most for each credential in use. */
export interface KeyState {
  readonly keyId: string;
  readonly name: string;
  readonly spaceId: string;
  readonly slug: string;
  readonly permissions: readonly Permission[];
  /** All that it opens; null when it is not limited. */
  readonly toolsets: readonly string[] | null;
  /** Milliseconds; null when it never expires. */
  readonly leftMs: number | null;
  readonly useIsStale: boolean;
}

export const findLiveKey = async (tx: Tx, secretHash: Buffer): Promise<KeyState | undefined> => {
  const [row] = await tx.query<KeyState>(
    `select k.key_id as "keyId", k.name, k.space_id as "spaceId", s.slug, k.permissions, k.toolsets,
       (extract(epoch from k.expires_at - clock_timestamp()) * 1000)::float8 as "leftMs",
       k.last_used_at is null or k.last_used_at < now() - interval '1 minute' as "useIsStale"
     from api_keys k join spaces s using (space_id)
     where k.secret_hash = $1 and k.revoked_at is null and (k.expires_at is null or k.expires_at > clock_timestamp())`,
    [secretHash],
  );
  return row;
};

export interface SessionState {
  readonly name: string;
  readonly email: string | null;
  readonly installationOwner: boolean;
  /** Null when no space was named, it does not exist, or the person is no member of it. */
  readonly spaceId: string | null;
  readonly role: Role | null;
  readonly useIsStale: boolean;
}

export interface SessionQuestion {
  readonly sessionId: string;
  readonly userId: string;
  readonly slug: string | null;
}

export const findLiveSession = async (tx: Tx, asked: SessionQuestion): Promise<SessionState | undefined> => {
  const [row] = await tx.query<SessionState>(
    `select u.name, u.email, u.installation_owner as "installationOwner", m.space_id as "spaceId", m.role,
       s.last_used_at < now() - interval '1 minute' as "useIsStale"
     from sessions s join users u using (user_id)
       left join (members m join spaces on spaces.space_id = m.space_id and spaces.slug = $3) on m.user_id = u.user_id
     where s.session_id = $1 and s.user_id = $2 and ${sessionIsLive} and u.disabled_at is null`,
    [asked.sessionId, asked.userId, asked.slug],
  );
  return row;
};

/** Only forwards: another process may have written a later instant. */
export const noteKeysUsed = async (tx: Tx, keyIds: readonly string[]): Promise<void> => {
  await tx.execute(
    `update api_keys set last_used_at = now()
     where key_id = any($1) and (last_used_at is null or last_used_at < now() - interval '1 minute')`,
    [keyIds],
  );
};

export const noteSessionsUsed = async (tx: Tx, sessionIds: readonly string[]): Promise<void> => {
  await tx.execute(
    `with used as (
       update sessions set last_used_at = now()
       where session_id = any($1) and last_used_at < now() - interval '1 minute' returning user_id)
     update users set last_seen_at = now() where user_id in (select user_id from used)`,
    [sessionIds],
  );
};
