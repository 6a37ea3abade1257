import { HubError } from '../../../core/errors.ts';
import type { ListQuery, Page } from '../../../core/list.ts';
import type { Tx } from '../../../platform/db/open.ts';
import { given, readPage } from '../../../platform/db/page.ts';
import { iso, isoOrNull } from '../../shapes.ts';
import type { CredentialKind } from './directory.ts';
import type { credentialStates } from './shape.ts';

export type CredentialState = (typeof credentialStates)[number];

interface CredentialRow {
  readonly id: string;
  readonly consumerId: string;
  readonly kind: CredentialKind;
  readonly identifier: string | null;
  readonly hint: string;
  readonly scopes: string[] | null;
  readonly active: boolean;
  readonly state: CredentialState;
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
  readonly revokedAt: Date | null;
  readonly lastUsedAt: Date | null;
}

const shown = (row: CredentialRow) => ({
  ...{ id: row.id, consumerId: row.consumerId, kind: row.kind, identifier: row.identifier, hint: row.hint },
  ...{ scopes: row.scopes, active: row.active, state: row.state },
  createdAt: iso(row.createdAt),
  expiresAt: isoOrNull(row.expiresAt),
  revokedAt: isoOrNull(row.revokedAt),
  lastUsedAt: isoOrNull(row.lastUsedAt),
});
export type ShownCredential = ReturnType<typeof shown>;

const state = `case when k.revoked_at is not null then 'revoked' when k.expires_at <= now() then 'expired'
  when not k.active then 'inactive' else 'active' end`;
const select = `k.credential_id as id, k.consumer_id as "consumerId", k.kind, k.identifier, k.hint, k.scopes, k.active,
  ${state} as state, k.created_at as "createdAt", k.expires_at as "expiresAt", k.revoked_at as "revokedAt",
  k.last_used_at as "lastUsedAt"`;

export const credentialSorts = ['createdAt', 'lastUsedAt', 'expiresAt'] as const;

export const listCredentials = async (
  tx: Tx,
  spaceId: string,
  list: ListQuery & {
    readonly consumerId: string;
    readonly kind?: CredentialKind | undefined;
    readonly state?: CredentialState | undefined;
  },
): Promise<Page<ShownCredential>> =>
  readPage<CredentialRow, ShownCredential>(
    tx,
    {
      ...{ select, from: 'gateway_credentials k', item: shown },
      where: [
        ['k.space_id = ?', spaceId],
        ['k.consumer_id = ?', list.consumerId],
        ...given('k.kind = ?', list.kind),
        ...given(`${state} = ?`, list.state),
      ],
      sorts: {
        createdAt: { sql: 'k.created_at', type: 'timestamptz' },
        lastUsedAt: { sql: "coalesce(k.last_used_at, '-infinity')", type: 'timestamptz' },
        expiresAt: { sql: "coalesce(k.expires_at, 'infinity')", type: 'timestamptz' },
      },
      id: 'k.credential_id',
      search: ['k.identifier', 'k.hint', 'k.credential_id'],
    },
    list,
  );

export interface CredentialPlace {
  readonly consumerId: string;
  readonly credentialId: string;
}

/** Held until the end of the transaction, so that two who change it do so one after the other. */
export const holdCredential = async (
  tx: Tx,
  spaceId: string,
  { consumerId, credentialId }: CredentialPlace,
): Promise<ShownCredential> => {
  const [row] = await tx.query<CredentialRow>(
    `select ${select} from gateway_credentials k
     where k.space_id = $1 and k.consumer_id = $2 and k.credential_id = $3 for update`,
    [spaceId, consumerId, credentialId],
  );
  if (row === undefined)
    throw new HubError('not_found', `The consumer "${consumerId}" has no credential "${credentialId}".`);
  return shown(row);
};

export interface NewCredential {
  readonly credentialId: string;
  readonly consumerId: string;
  readonly kind: CredentialKind;
  readonly identifier: string | null;
  readonly hint: string;
  readonly secretHash: Buffer | null;
  readonly passwordHash: string | null;
  readonly sealed: string | null;
  readonly scopes: readonly string[] | null;
  readonly createdBy: string;
  /** Null: never. */
  readonly expires: Date | { readonly inDays: number } | null;
}

/** False when another one is known by the same: key, user, id or subject. */
export const addCredential = async (tx: Tx, spaceId: string, made: NewCredential): Promise<boolean> => {
  const at = made.expires instanceof Date ? made.expires : null;
  const inDays = made.expires === null || made.expires instanceof Date ? null : made.expires.inDays;
  return (
    (await tx.execute(
      `insert into gateway_credentials (credential_id, space_id, consumer_id, kind, identifier, hint, secret_hash,
         password_hash, sealed, scopes, created_by, expires_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, coalesce($12, now() + $13::int * interval '1 day'))
       on conflict do nothing`,
      [
        ...[made.credentialId, spaceId, made.consumerId, made.kind, made.identifier, made.hint],
        ...[made.secretHash, made.passwordHash, made.sealed, made.scopes, made.createdBy, at, inDays],
      ],
    )) === 1
  );
};

export interface CredentialChange extends CredentialPlace {
  readonly active?: boolean | undefined;
  /** Null: all of the consumer's. */
  readonly scopes?: readonly string[] | null | undefined;
  /** Null: never. */
  readonly expiresAt?: string | null | undefined;
}

export const changeCredential = async (tx: Tx, spaceId: string, change: CredentialChange): Promise<void> => {
  const { consumerId, credentialId, active, scopes, expiresAt } = change;
  await tx.execute(
    `update gateway_credentials set active = coalesce($4, active),
       scopes = case when $5 then $6::text[] else scopes end,
       expires_at = case when $7 then $8::timestamptz else expires_at end
     where space_id = $1 and consumer_id = $2 and credential_id = $3`,
    [
      ...[spaceId, consumerId, credentialId, active ?? null],
      ...[scopes !== undefined, scopes ?? null, expiresAt !== undefined, expiresAt ?? null],
    ],
  );
};

/** For ever. False when it was revoked before. */
export const revokeCredential = async (
  tx: Tx,
  spaceId: string,
  { consumerId, credentialId }: CredentialPlace,
): Promise<boolean> =>
  (await tx.execute(
    `update gateway_credentials set revoked_at = now()
     where space_id = $1 and consumer_id = $2 and credential_id = $3 and revoked_at is null`,
    [spaceId, consumerId, credentialId],
  )) === 1;

/** It goes on for a while beside the one that takes its place, and not longer than it would have. */
export const expireCredential = async (
  tx: Tx,
  spaceId: string,
  { consumerId, credentialId, inSeconds }: CredentialPlace & { readonly inSeconds: number },
): Promise<void> => {
  await tx.execute(
    `update gateway_credentials set expires_at = least(expires_at, now() + $4::int * interval '1 second')
     where space_id = $1 and consumer_id = $2 and credential_id = $3`,
    [spaceId, consumerId, credentialId, inSeconds],
  );
};

export const countCredentials = async (tx: Tx, spaceId: string, consumerId: string): Promise<number> => {
  const [row] = await tx.query<{ count: number }>(
    'select count(*)::int as count from gateway_credentials where space_id = $1 and consumer_id = $2',
    [spaceId, consumerId],
  );
  return row?.count ?? 0;
};
