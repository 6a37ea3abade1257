import { hkdfSync, type KeyObject } from 'node:crypto';
import { HubError } from '../../core/errors.ts';
import type { Clock, SecretPlace, Vault } from '../../core/ports.ts';
import type { Db, Tx } from '../db/open.ts';
import {
  newDataKey,
  openSecret,
  sealSecret,
  unreadable,
  unwrapKey,
  versionOf,
  wrapKey,
  type DataKey,
} from './cipher.ts';
import { openKeyCache } from './key-cache.ts';
import { findMaster, requireMasters } from './master-check.ts';
import type { MasterKeys } from './master-key.ts';
import { rewrapAll } from './rewrap.ts';
import * as store from './store.ts';

export interface KeyVault extends Vault {
  /**
   * With a transaction keys are read and made in it. Inside one, pass it: a second connection could wait for the
   * first, and a space that was just made is visible in its own transaction only.
   */
  seal(place: SecretPlace, secret: string, tx?: Tx): Promise<string>;
  open(place: SecretPlace, sealed: string, tx?: Tx): Promise<string>;
  /** A key of its own for each purpose, the same in every process and after every change of the master key. */
  deriveKey(purpose: string): Buffer;
  /** A new data key for what is sealed from now on; what was sealed before stays readable. Its version. */
  rotateDataKey(spaceId: string): Promise<number>;
  /** Wraps all data keys with the current master key, in small steps, while in use. How many it wrapped. */
  rewrapAll(): Promise<number>;
  /** Destroys the keys of a space: its secrets are gone for ever, and it can hold no new ones. */
  shred(spaceId: string): Promise<void>;
}

export interface VaultOptions {
  readonly db: Db;
  readonly masterKeys: MasterKeys;
  readonly clock: Clock;
  readonly cache?: { readonly size: number; readonly keepMs: number };
}

/** Throws `secret_unreadable` when the master keys are not those that the stored keys were wrapped with. */
export const openVault = async (options: VaultOptions): Promise<KeyVault> => {
  const { db, masterKeys } = options;
  const cache = openKeyCache({ clock: options.clock, ...(options.cache ?? { size: 2_000, keepMs: 60_000 }) });

  const unwrap = (row: store.KeyRow): DataKey => ({
    masterId: row.masterId,
    version: row.version,
    key: unwrapKey(findMaster(masterKeys, row.masterId), row, row.wrapped),
  });

  const within = async <T>(holder: string, tx: Tx | undefined, work: (tx: Tx) => Promise<T>): Promise<T> => {
    if (tx !== undefined) return work(tx);
    return holder === store.installation ? db.asSystem(work) : db.inSpace(holder, work);
  };

  /** Only what is committed is remembered: a key that was rolled back would seal what nobody can open. */
  const remember = (tx: Tx, holder: string, key: DataKey): void => {
    tx.afterCommit(() => cache.put(`${holder} ${key.version}`, key));
  };
  const rememberCurrent = (tx: Tx, holder: string, key: DataKey): void => {
    remember(tx, holder, key);
    tx.afterCommit(() => cache.put(`${holder} current`, key));
  };

  const makeKey = async (tx: Tx, holder: string): Promise<DataKey> => {
    const { lastVersion, shredded } = await store.history(tx, holder);
    if (shredded) {
      throw new HubError('conflict', `The secrets of ${holder} were shredded; it can hold no new ones.`);
    }
    const key = newDataKey();
    const version = lastVersion + 1;
    const masterId = masterKeys.current.id;
    const wrapped = wrapKey(masterKeys.current, { holder, version }, key);
    const added = await store.addKey(tx, { holder, version, masterId, wrapped });
    if (!added) throw new HubError('not_found', `There is no space "${holder}".`);
    return { masterId, version, key };
  };

  const sealingKey = async (holder: string, tx: Tx | undefined): Promise<DataKey> => {
    const known = cache.get(`${holder} current`);
    if (known !== undefined) return known;
    return within(holder, tx, async (inner) => {
      let row = await store.currentKey(inner, holder);
      if (row === undefined) {
        await store.lockHolder(inner, holder);
        row = await store.currentKey(inner, holder);
      }
      const key = row === undefined ? await makeKey(inner, holder) : unwrap(row);
      rememberCurrent(inner, holder, key);
      return key;
    });
  };

  const openingKey = async (holder: string, version: number, tx: Tx | undefined): Promise<KeyObject> => {
    const known = cache.get(`${holder} ${version}`);
    if (known !== undefined) return known.key;
    return within(holder, tx, async (inner) => {
      const row = await store.keyOfVersion(inner, holder, version);
      if (row === undefined) throw unreadable();
      const key = unwrap(row);
      remember(inner, holder, key);
      return key.key;
    });
  };

  const root = await db.asSystem(async (tx) => {
    await requireMasters(tx, masterKeys);
    await store.lockHolder(tx, store.installation);
    const first = await store.keyOfVersion(tx, store.installation, 1);
    return first === undefined ? makeKey(tx, store.installation) : unwrap(first);
  });

  return {
    seal: async (place, secret, tx) => sealSecret(await sealingKey(place.spaceId, tx), place, secret),
    open: async (place, sealed, tx) =>
      openSecret(await openingKey(place.spaceId, versionOf(sealed), tx), place, sealed),
    // From a stored key and not from the master key: a new master key must not end sessions or break audit chains.
    deriveKey: (purpose) => Buffer.from(hkdfSync('sha256', root.key, 'app-connect', purpose, 32)),
    rotateDataKey: async (spaceId) =>
      within(spaceId, undefined, async (tx) => {
        await store.lockHolder(tx, spaceId);
        await store.retireCurrent(tx, spaceId);
        const key = await makeKey(tx, spaceId);
        rememberCurrent(tx, spaceId, key);
        return key.version;
      }),
    rewrapAll: () => rewrapAll(db, masterKeys),
    shred: async (spaceId) => {
      if (spaceId === store.installation) {
        throw new HubError(
          'forbidden',
          'The keys of the installation cannot be shredded: every session hangs on them.',
        );
      }
      await within(spaceId, undefined, async (tx) => {
        await store.lockHolder(tx, spaceId);
        const { lastVersion } = await store.history(tx, spaceId);
        // A space that never had a secret gets a key to destroy, so that it cannot get one later.
        if (lastVersion === 0) await makeKey(tx, spaceId);
        await store.shredKeys(tx, spaceId);
        tx.afterCommit(() => cache.forget(spaceId));
      });
    },
  };
};
