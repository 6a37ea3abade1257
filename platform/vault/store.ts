import type { Tx } from '../db/open.ts';

/** The holder of the secrets that belong to no space, such as a person's second factor. */
export const installation = 'installation';

export interface KeyRow {
  readonly holder: string;
  readonly version: number;
  readonly masterId: string;
  readonly wrapped: string;
}

const holder = "coalesce(space_id, 'installation')";
const columns = `${holder} as holder, version, master_id as "masterId", wrapped`;

/** One at a time changes the keys of a holder; readers do not wait. */
export const lockHolder = async (tx: Tx, spaceId: string): Promise<void> => {
  await tx.query("select pg_advisory_xact_lock(hashtextextended('vault_keys ' || $1, 0))", [spaceId]);
};

export const currentKey = async (tx: Tx, spaceId: string): Promise<KeyRow | undefined> => {
  const rows = await tx.query<KeyRow>(
    `select ${columns} from vault_keys where ${holder} = $1 and state = 'current'`,
    [spaceId],
  );
  return rows[0];
};

export const keyOfVersion = async (tx: Tx, spaceId: string, version: number): Promise<KeyRow | undefined> => {
  const rows = await tx.query<KeyRow>(
    `select ${columns} from vault_keys where ${holder} = $1 and version = $2 and state <> 'shredded'`,
    [spaceId, version],
  );
  return rows[0];
};

export const history = async (
  tx: Tx,
  spaceId: string,
): Promise<{ lastVersion: number; shredded: boolean }> => {
  const rows = await tx.query<{ lastVersion: number; shredded: boolean }>(
    `select coalesce(max(version), 0) as "lastVersion", coalesce(bool_or(state = 'shredded'), false) as shredded
     from vault_keys where ${holder} = $1`,
    [spaceId],
  );
  return rows[0] ?? { lastVersion: 0, shredded: false };
};

/** False when there is no such space. */
export const addKey = async (tx: Tx, row: KeyRow): Promise<boolean> => {
  const values = [row.version, row.masterId, row.wrapped];
  const into = 'insert into vault_keys (space_id, version, master_id, wrapped, state)';
  const added =
    row.holder === installation
      ? await tx.execute(`${into} values (null, $1, $2, $3, 'current')`, values)
      : await tx.execute(
          `${into} select space_id, $1::integer, $2, $3, 'current' from spaces where space_id = $4`,
          [...values, row.holder],
        );
  return added === 1;
};

export const retireCurrent = async (tx: Tx, spaceId: string): Promise<void> => {
  await tx.execute(`update vault_keys set state = 'retired' where ${holder} = $1 and state = 'current'`, [
    spaceId,
  ]);
};

export const shredKeys = async (tx: Tx, spaceId: string): Promise<number> =>
  tx.execute(`update vault_keys set state = 'shredded', wrapped = null where ${holder} = $1`, [spaceId]);

/** Over all holders, for the hub's own work: keys behind this place that another master key than this one wraps. */
export const takeKeysOfOtherMasters = async (
  tx: Tx,
  masterId: string,
  page: { readonly holder: string; readonly version: number; readonly limit: number },
): Promise<KeyRow[]> =>
  tx.query<KeyRow>(
    `select ${columns} from vault_keys where master_id <> $1 and state <> 'shredded'
     and (${holder}, version) > ($2, $3) order by ${holder}, version limit $4 for update`,
    [masterId, page.holder, page.version, page.limit],
  );

export const putWrapped = async (tx: Tx, row: KeyRow): Promise<void> => {
  await tx.execute(
    `update vault_keys set master_id = $3, wrapped = $4 where ${holder} = $1 and version = $2 and state <> 'shredded'`,
    [row.holder, row.version, row.masterId, row.wrapped],
  );
};

/** Over all holders: one key for each master key that is needed. */
export const oneKeyOfEachMaster = async (tx: Tx): Promise<KeyRow[]> =>
  tx.query<KeyRow>(
    `select distinct on (master_id) ${columns} from vault_keys where state <> 'shredded'
     order by master_id, ${holder}, version`,
  );
