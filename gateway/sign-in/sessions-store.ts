import type { ListQuery, Page } from '../../core/list.ts';
import type { Tx } from '../../platform/db/open.ts';
import { readPage } from '../../platform/db/page.ts';
import { iso } from '../shapes.ts';

export type SignInMethod = 'password' | 'link' | 'oidc' | 'invitation';

/** How long a session lives at most, how long unused, and how long the token before the last still answers. */
const absoluteDays = 30;
const idleDays = 7;
const graceSeconds = 30;

/** In SQL: the session may still be used. */
export const sessionIsLive = `s.revoked_at is null and s.expires_at > now() and s.last_used_at > now() - interval '${idleDays} days'`;

export interface NewSession {
  readonly sessionId: string;
  readonly userId: string;
  readonly tokenHash: Buffer;
  readonly method: SignInMethod;
  readonly ip: string;
  readonly userAgent: string;
}

export const addSession = async (tx: Tx, session: NewSession): Promise<void> => {
  await tx.execute(
    `insert into sessions (session_id, user_id, token_hash, method, ip, user_agent, expires_at)
     values ($1, $2, $3, $4, $5, $6, now() + interval '${absoluteDays} days')`,
    [
      session.sessionId,
      session.userId,
      session.tokenHash,
      session.method,
      session.ip,
      session.userAgent.slice(0, 300),
    ],
  );
};

export interface HeldSession {
  readonly sessionId: string;
  readonly userId: string;
  readonly live: boolean;
  readonly revoked: boolean;
  /** The token is the one in force; else it is the one before it. */
  readonly current: boolean;
  readonly inGrace: boolean;
}

/** By the hash of a refresh token, in force or the one before, and held until the transaction ends. */
export const holdSession = async (tx: Tx, tokenHash: Buffer): Promise<HeldSession | undefined> => {
  const [row] = await tx.query<HeldSession>(
    `select s.session_id as "sessionId", s.user_id as "userId", ${sessionIsLive} as live, s.revoked_at is not null as revoked,
       s.token_hash = $1 as current, s.rotated_at > clock_timestamp() - interval '${graceSeconds} seconds' as "inGrace"
     from sessions s where s.token_hash = $1 or s.previous_hash = $1 for update`,
    [tokenHash],
  );
  return row;
};

export const rotateSession = async (
  tx: Tx,
  sessionId: string,
  tokens: { readonly from: Buffer; readonly to: Buffer },
): Promise<void> => {
  await tx.execute(
    `update sessions set previous_hash = $2, token_hash = $3, rotated_at = clock_timestamp(), last_used_at = now()
     where session_id = $1 and token_hash = $2`,
    [sessionId, tokens.from, tokens.to],
  );
};

export type RevokeReason = 'signed-out' | 'revoked' | 'token-reused' | 'password-changed';

/** False when it is no live session of that person. */
export const revokeSession = async (
  tx: Tx,
  userId: string,
  revoked: { readonly sessionId: string; readonly reason: RevokeReason },
): Promise<boolean> => {
  const touched = await tx.execute(
    `update sessions set revoked_at = now(), revoked_reason = $3
     where session_id = $2 and user_id = $1 and revoked_at is null`,
    [userId, revoked.sessionId, revoked.reason],
  );
  return touched === 1;
};

export const revokeOtherSessions = async (
  tx: Tx,
  userId: string,
  kept: { readonly sessionId: string; readonly reason: RevokeReason },
): Promise<number> =>
  tx.execute(
    `update sessions set revoked_at = now(), revoked_reason = $3
     where user_id = $1 and session_id <> $2 and revoked_at is null`,
    [userId, kept.sessionId, kept.reason],
  );

interface SessionRow {
  readonly id: string;
  readonly createdAt: Date;
  readonly lastUsedAt: Date;
  readonly ip: string | null;
  readonly userAgent: string | null;
  readonly method: SignInMethod;
}

const shown = (row: SessionRow) => ({
  id: row.id,
  createdAt: iso(row.createdAt),
  lastUsedAt: iso(row.lastUsedAt),
  ip: row.ip,
  userAgent: row.userAgent,
  method: row.method,
});
export type SignInSession = ReturnType<typeof shown>;

export const sessionSorts = ['lastUsedAt', 'createdAt'] as const;

export const listSessions = async (tx: Tx, userId: string, list: ListQuery): Promise<Page<SignInSession>> =>
  readPage<SessionRow, SignInSession>(
    tx,
    {
      select:
        's.session_id as id, s.created_at as "createdAt", s.last_used_at as "lastUsedAt", s.ip, s.user_agent as "userAgent", s.method',
      from: 'sessions s',
      where: [['s.user_id = ?', userId], [sessionIsLive]],
      sorts: {
        lastUsedAt: { sql: 's.last_used_at', type: 'timestamptz' },
        createdAt: { sql: 's.created_at', type: 'timestamptz' },
      },
      id: 's.session_id',
      search: ['s.ip', 's.user_agent'],
      item: shown,
    },
    list,
  );
