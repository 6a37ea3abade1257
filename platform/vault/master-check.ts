import { HubError } from '../../core/errors.ts';
import type { Tx } from '../db/open.ts';
import { unwrapKey, type MasterKey } from './cipher.ts';
import type { MasterKeys } from './master-key.ts';
import { oneKeyOfEachMaster } from './store.ts';

/** The master key of this name, or a sentence that says which one to bring back. */
export const findMaster = (keys: MasterKeys, id: string): MasterKey => {
  const found = [keys.current, ...keys.previous].find((key) => key.id === id);
  if (found !== undefined) return found;
  throw new HubError(
    'secret_unreadable',
    `Stored secrets are protected by the master key "${id}", which ${keys.source} does not hold. Add it to HUB_MASTER_KEY, after the one in force: HUB_MASTER_KEY=${keys.current.id}:…,${id}:…`,
  );
};

/** For the start: every master key that stored keys need is here, and is the right one. */
export const requireMasters = async (tx: Tx, keys: MasterKeys): Promise<void> => {
  for (const row of await oneKeyOfEachMaster(tx)) {
    const master = findMaster(keys, row.masterId);
    try {
      unwrapKey(master, row, row.wrapped);
    } catch (cause) {
      throw new HubError(
        'secret_unreadable',
        `The master key "${master.id}" of ${keys.source} is not the one that protects the secrets in this database. Bring back the right one: from a backup of data/secrets/master.key, or in HUB_MASTER_KEY. Without it the stored secrets are lost.`,
        { cause },
      );
    }
  }
};
