import { HubError } from '../../core/errors.ts';
import type { Db, Tx } from '../db/open.ts';
import { unwrapKey, wrapKey } from './cipher.ts';
import { findMaster } from './master-check.ts';
import type { MasterKeys } from './master-key.ts';
import { putWrapped, takeKeysOfOtherMasters, type KeyRow } from './store.ts';

const keysPerStep = 50;

/**
 * Wraps every data key with the current master key. Each step is committed, so a kill in between loses nothing and
 * the next run goes on behind it. A damaged key does not hold up the others; it is named at the end.
 */
export const rewrapAll = async (db: Db, masterKeys: MasterKeys): Promise<number> => {
  const damaged: KeyRow[] = [];
  let place = { holder: '', version: 0, limit: keysPerStep };
  let wrapped = 0;
  for (;;) {
    const step = await db.asSystem(async (tx) => {
      const rows = await takeKeysOfOtherMasters(tx, masterKeys.current.id, place);
      const outcomes: boolean[] = [];
      for (const row of rows) outcomes.push(await rewrap(tx, masterKeys, row));
      return rows.map((row, i) => ({ row, done: outcomes[i] === true }));
    });
    const last = step.at(-1);
    if (last === undefined) break;
    place = { ...place, holder: last.row.holder, version: last.row.version };
    wrapped += step.filter(({ done }) => done).length;
    damaged.push(...step.filter(({ done }) => !done).map(({ row }) => row));
  }
  if (damaged.length > 0) throw notAll(damaged);
  return wrapped;
};

const rewrap = async (tx: Tx, masterKeys: MasterKeys, row: KeyRow): Promise<boolean> => {
  const master = findMaster(masterKeys, row.masterId);
  let key;
  try {
    key = unwrapKey(master, row, row.wrapped);
  } catch {
    return false;
  }
  const wrapped = wrapKey(masterKeys.current, row, key);
  await putWrapped(tx, { ...row, masterId: masterKeys.current.id, wrapped });
  return true;
};

const notAll = (damaged: readonly KeyRow[]): HubError => {
  const names = damaged.slice(0, 10).map(({ holder, version }) => `${holder} (version ${version})`);
  return new HubError(
    'secret_unreadable',
    `All data keys were wrapped anew but ${damaged.length}, which cannot be unwrapped: ${names.join(', ')}. Restore their rows of vault_keys from a backup, or shred these spaces.`,
  );
};
