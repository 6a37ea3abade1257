import type { ListQuery, Page } from '../../core/list.ts';
import type { Permission, Role } from '../../core/roles.ts';
import type { Tx } from '../../platform/db/open.ts';
import { given, readPage } from '../../platform/db/page.ts';
import { iso, isoOrNull } from '../shapes.ts';
import type { tokenStates } from './shape.ts';

export type TokenState = (typeof tokenStates)[number];

interface TokenRow {
  readonly id: string;
  readonly toolset: string;
  readonly issuedBy: string;
  readonly issuedByName: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly revokedAt: Date | null;
  readonly state: TokenState;
}

const shown = (row: TokenRow) => ({
  id: row.id,
  toolset: row.toolset,
  issuedBy: row.issuedBy,
  issuedByName: row.issuedByName,
  createdAt: iso(row.createdAt),
  expiresAt: iso(row.expiresAt),
  revokedAt: isoOrNull(row.revokedAt),
  state: row.state,
});
export type ShownToken = ReturnType<typeof shown>;

const state = `case when t.revoked_at is not null then 'revoked' when t.expires_at <= now() then 'expired' else 'active' end`;

export const tokenSorts = ['createdAt', 'expiresAt', 'toolset'] as const;

export const listToolTokens = async (
  tx: Tx,
  spaceId: string,
  list: ListQuery & { readonly toolset?: string | undefined; readonly state?: TokenState | undefined },
): Promise<Page<ShownToken>> =>
  readPage<TokenRow, ShownToken>(
    tx,
    {
      select: `t.token_id as id, t.toolset, t.issued_by as "issuedBy", t.issued_by_name as "issuedByName",
        t.created_at as "createdAt", t.expires_at as "expiresAt", t.revoked_at as "revokedAt", ${state} as state`,
      from: 'tool_tokens t',
      where: [
        ['t.space_id = ?', spaceId],
        ...given('t.toolset = ?', list.toolset),
        ...given(`${state} = ?`, list.state),
      ],
      sorts: {
        createdAt: { sql: 't.created_at', type: 'timestamptz' },
        expiresAt: { sql: 't.expires_at', type: 'timestamptz' },
        toolset: { sql: 't.toolset', type: 'text' },
      },
      id: 't.token_id',
      search: ['t.token_id', 't.toolset', 't.issued_by_name'],
      item: shown,
    },
    list,
  );

export interface NewToolToken {
  readonly tokenId: string;
  readonly toolset: string;
  readonly issuedBy: string;
  readonly issuedByName: string;
  readonly permissions: readonly Permission[];
  readonly seconds: number;
}

/** Answers until when it is good. */
export const addToolToken = async (tx: Tx, spaceId: string, token: NewToolToken): Promise<string> => {
  const { tokenId, toolset, issuedBy, issuedByName, permissions, seconds } = token;
  const [row] = await tx.query<{ expiresAt: Date }>(
    `insert into tool_tokens (token_id, space_id, toolset, issued_by, issued_by_name, permissions, expires_at)
     values ($1, $2, $3, $4, $5, $6, now() + $7::int * interval '1 second') returning expires_at as "expiresAt"`,
    [tokenId, spaceId, toolset, issuedBy, issuedByName, permissions, seconds],
  );
  return row === undefined ? '' : iso(row.expiresAt);
};

/** Undefined when the space has no such token; false: it was revoked before. */
export const revokeToolToken = async (
  tx: Tx,
  spaceId: string,
  tokenId: string,
): Promise<{ readonly toolset: string; readonly revokedNow: boolean } | undefined> => {
  const [row] = await tx.query<{ toolset: string; revoked: boolean }>(
    `select toolset, revoked_at is not null as revoked from tool_tokens
     where space_id = $1 and token_id = $2 for update`,
    [spaceId, tokenId],
  );
  if (row === undefined) return undefined;
  if (!row.revoked)
    await tx.execute('update tool_tokens set revoked_at = now() where space_id = $1 and token_id = $2', [
      spaceId,
      tokenId,
    ]);
  return { toolset: row.toolset, revokedNow: !row.revoked };
};

/** What a token stands for at this moment. Read once a second at most for each token in use. */
export interface LiveToolToken {
  readonly slug: string;
  readonly toolset: string;
  readonly issuedBy: string;
  readonly issuedByName: string;
  readonly permissions: readonly Permission[];
  readonly leftMs: number;
  /** What the key that issued it may do now; null where it was none, or it is no more. */
  readonly keyPermissions: readonly Permission[] | null;
  /** Of the person who issued it; null where it was none, or they are no member any more. */
  readonly role: Role | null;
  readonly email: string | null;
}

export const findLiveToolToken = async (
  tx: Tx,
  spaceId: string,
  tokenId: string,
): Promise<LiveToolToken | undefined> => {
  const [row] = await tx.query<LiveToolToken>(
    `select s.slug, t.toolset, t.issued_by as "issuedBy", t.issued_by_name as "issuedByName", t.permissions,
       (extract(epoch from t.expires_at - clock_timestamp()) * 1000)::float8 as "leftMs",
       k.permissions as "keyPermissions", m.role, u.email
     from tool_tokens t join spaces s using (space_id)
       left join api_keys k on k.key_id = t.issued_by and k.space_id = t.space_id and k.revoked_at is null
         and (k.expires_at is null or k.expires_at > clock_timestamp())
         and (k.toolsets is null or t.toolset = any(k.toolsets))
       left join (members m join users u on u.user_id = m.user_id and u.disabled_at is null)
         on m.user_id = t.issued_by and m.space_id = t.space_id
     where t.space_id = $1 and t.token_id = $2 and t.revoked_at is null and t.expires_at > clock_timestamp()`,
    [spaceId, tokenId],
  );
  return row;
};

const atOnce = 5_000;

/** A chore for the housekeeping. They stay a week longer, for whoever looks into what happened. */
export const dropOldToolTokens = async (tx: Tx): Promise<number> =>
  tx.execute(
    `delete from tool_tokens where ctid in (
       select ctid from tool_tokens where expires_at < now() - interval '7 days' limit ${atOnce})`,
  );
