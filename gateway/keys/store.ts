import type { ListQuery, Page } from '../../core/list.ts';
import type { Permission } from '../../core/roles.ts';
import type { Tx } from '../../platform/db/open.ts';
import { given, readPage } from '../../platform/db/page.ts';
import { iso, isoOrNull } from '../shapes.ts';

export const keyStates = ['active', 'expired', 'revoked'] as const;
export type KeyState = (typeof keyStates)[number];

interface KeyRow {
  readonly id: string;
  readonly name: string;
  readonly hint: string;
  readonly permissions: Permission[];
  readonly toolsets: string[] | null;
  readonly createdBy: string;
  readonly createdByName: string | null;
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
  readonly lastUsedAt: Date | null;
  readonly revokedAt: Date | null;
  readonly state: KeyState;
}

const shown = (row: KeyRow) => ({
  id: row.id,
  name: row.name,
  hint: row.hint,
  permissions: row.permissions,
  toolsets: row.toolsets,
  createdBy: row.createdBy,
  createdByName: row.createdByName,
  createdAt: iso(row.createdAt),
  expiresAt: isoOrNull(row.expiresAt),
  lastUsedAt: isoOrNull(row.lastUsedAt),
  revokedAt: isoOrNull(row.revokedAt),
  state: row.state,
});
export type Key = ReturnType<typeof shown>;

const state = `case when k.revoked_at is not null then 'revoked' when k.expires_at <= now() then 'expired' else 'active' end`;
const select = `k.key_id as id, k.name, k.hint, k.permissions, k.toolsets, k.created_by as "createdBy", u.name as "createdByName",
  k.created_at as "createdAt", k.expires_at as "expiresAt", k.last_used_at as "lastUsedAt", k.revoked_at as "revokedAt",
  ${state} as state`;
const from = 'api_keys k left join users u on u.user_id = k.created_by';

export const keySorts = ['createdAt', 'name', 'lastUsedAt', 'expiresAt'] as const;

export const listKeys = async (
  tx: Tx,
  spaceId: string,
  list: ListQuery & { readonly state?: KeyState | undefined },
): Promise<Page<Key>> =>
  readPage<KeyRow, Key>(
    tx,
    {
      select,
      from,
      where: [['k.space_id = ?', spaceId], ...given(`${state} = ?`, list.state)],
      sorts: {
        createdAt: { sql: 'k.created_at', type: 'timestamptz' },
        name: { sql: 'k.name', type: 'text' },
        lastUsedAt: { sql: "coalesce(k.last_used_at, '-infinity')", type: 'timestamptz' },
        expiresAt: { sql: "coalesce(k.expires_at, 'infinity')", type: 'timestamptz' },
      },
      id: 'k.key_id',
      search: ['k.name', 'k.hint'],
      item: shown,
    },
    list,
  );

export interface NewKey {
  readonly keyId: string;
  readonly name: string;
  readonly hint: string;
  readonly secretHash: Buffer;
  readonly permissions: readonly Permission[];
  readonly toolsets: readonly string[] | null;
  readonly createdBy: string;
  readonly expiresInDays: number | null;
}

export const addKey = async (tx: Tx, spaceId: string, key: NewKey): Promise<void> => {
  await tx.execute(
    `insert into api_keys (key_id, space_id, name, hint, secret_hash, permissions, created_by, expires_at, toolsets)
     values ($1, $2, $3, $4, $5, $6, $7, now() + $8::int * interval '1 day', $9)`,
    [
      key.keyId,
      spaceId,
      key.name,
      key.hint,
      key.secretHash,
      key.permissions,
      key.createdBy,
      key.expiresInDays,
      key.toolsets,
    ],
  );
};

export const findKey = async (tx: Tx, spaceId: string, keyId: string): Promise<Key | undefined> => {
  const [row] = await tx.query<KeyRow>(
    `select ${select} from ${from} where k.space_id = $1 and k.key_id = $2`,
    [spaceId, keyId],
  );
  return row === undefined ? undefined : shown(row);
};

/** False when there is no such key, or it was revoked before. */
export const revokeKey = async (tx: Tx, spaceId: string, keyId: string): Promise<boolean> =>
  (await tx.execute(
    'update api_keys set revoked_at = now() where space_id = $1 and key_id = $2 and revoked_at is null',
    [spaceId, keyId],
  )) === 1;

/** Over all spaces: for the first start. */
export const isKeyKnown = async (tx: Tx, secretHash: Buffer): Promise<boolean> =>
  (await tx.query('select 1 from api_keys where secret_hash = $1', [secretHash])).length > 0;
