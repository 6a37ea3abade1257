import { instantText } from '../core/instant-text.ts';
import type { ListQuery, Page } from '../core/list.ts';
import type { Tx } from '../platform/db/open.ts';
import { readPage } from '../platform/db/page.ts';

interface SecretRow {
  readonly name: string;
  readonly setBy: string;
  readonly setByName: string;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

const shown = (row: SecretRow) => ({
  name: row.name,
  setBy: row.setBy,
  setByName: row.setByName,
  createdAt: instantText(row.createdAt),
  updatedAt: instantText(row.updatedAt),
});
export type Secret = ReturnType<typeof shown>;

const columns = `name, set_by as "setBy", set_by_name as "setByName", created_at as "createdAt",
  updated_at as "updatedAt"`;

export const secretSorts = ['name', 'updatedAt'] as const;

export const listSecrets = async (tx: Tx, spaceId: string, list: ListQuery): Promise<Page<Secret>> =>
  readPage<SecretRow, Secret>(
    tx,
    {
      select: columns,
      from: 'flow_secrets',
      where: [['space_id = ?', spaceId]],
      sorts: {
        name: { sql: 'name', type: 'text' },
        updatedAt: { sql: 'updated_at', type: 'timestamptz' },
      },
      id: 'name',
      search: ['name'],
      item: shown,
    },
    list,
  );

export interface SealedSecret {
  readonly name: string;
  readonly sealed: string;
}

export const writeSecret = async (
  tx: Tx,
  spaceId: string,
  secret: SealedSecret & { readonly by: string; readonly byName: string },
): Promise<{ readonly created: boolean; readonly secret: Secret }> => {
  const [row] = await tx.query<SecretRow & { created: boolean }>(
    `insert into flow_secrets (space_id, name, sealed, set_by, set_by_name) values ($1, $2, $3, $4, $5)
     on conflict (space_id, name) do update set sealed = excluded.sealed, set_by = excluded.set_by,
       set_by_name = excluded.set_by_name, updated_at = now()
     returning ${columns}, (xmax = 0) as created`,
    [spaceId, secret.name, secret.sealed, secret.by, secret.byName],
  );
  const written = row as SecretRow & { created: boolean };
  return { created: written.created, secret: shown(written) };
};

export const deleteSecret = async (tx: Tx, spaceId: string, name: string): Promise<boolean> =>
  (await tx.execute('delete from flow_secrets where space_id = $1 and name = $2', [spaceId, name])) === 1;

export const hasSecret = async (tx: Tx, spaceId: string, name: string): Promise<boolean> =>
  (await tx.query('select from flow_secrets where space_id = $1 and name = $2', [spaceId, name])).length > 0;

export const readSecrets = async (
  tx: Tx,
  spaceId: string,
  names: readonly string[],
): Promise<SealedSecret[]> =>
  tx.query<SealedSecret>(
    'select name, sealed from flow_secrets where space_id = $1 and name = any($2::text[])',
    [spaceId, names],
  );
