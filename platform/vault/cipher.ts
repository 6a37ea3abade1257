import { createCipheriv, createDecipheriv, createSecretKey, randomBytes, type KeyObject } from 'node:crypto';
import { HubError } from '../../core/errors.ts';
import type { SecretPlace } from '../../core/ports.ts';

/** A key that seals secrets, and the names a sealed text keeps of it. */
export interface DataKey {
  readonly masterId: string;
  readonly version: number;
  readonly key: KeyObject;
}

export interface MasterKey {
  readonly id: string;
  readonly key: KeyObject;
}

/** Whose data key a wrapped key is. */
export interface KeyPlace {
  readonly holder: string;
  readonly version: number;
}

const algorithm = 'aes-256-gcm';
export const keyBytes = 32;
const nonceBytes = 12;
// Without a fixed length Node takes tags of 4 bytes, which can be guessed.
const tag = { authTagLength: 16 } as const;

export const newDataKey = (): KeyObject => createSecretKey(randomBytes(keyBytes));

/** `v1.<master>.<version>.<nonce>.<secret>.<tag>`, bound to its place and to its own first half. */
export const sealSecret = (key: DataKey, place: SecretPlace, secret: string): string => {
  const header = `v1.${key.masterId}.${key.version}`;
  return `${header}.${lock(key.key, Buffer.from(secret, 'utf8'), bind(header, place))}`;
};

const shape = /^(v1\.[a-z0-9-]{1,32}\.([1-9]\d{0,8}))\.([^.]*\.[^.]*\.[^.]*)$/;

/** Which version of the data key a sealed text needs. */
export const versionOf = (sealed: string): number => {
  const version = shape.exec(sealed)?.[2];
  if (version === undefined) throw unreadable();
  return Number(version);
};

export const openSecret = (key: KeyObject, place: SecretPlace, sealed: string): string => {
  const [, header, , box] = shape.exec(sealed) ?? [];
  if (header === undefined || box === undefined) throw unreadable();
  return unlock(key, box, bind(header, place)).toString('utf8');
};

/** JSON, because its quotes keep `a|b` + `c` and `a` + `b|c` apart. */
const bind = (header: string, { spaceId, table, column, row }: SecretPlace): string =>
  JSON.stringify([header, spaceId, table, column, row]);

export const wrapKey = (master: MasterKey, place: KeyPlace, key: KeyObject): string =>
  lock(master.key, key.export(), bindKey(master, place));

export const unwrapKey = (master: MasterKey, place: KeyPlace, wrapped: string): KeyObject =>
  createSecretKey(unlock(master.key, wrapped, bindKey(master, place)));

const bindKey = (master: MasterKey, place: KeyPlace): string =>
  JSON.stringify(['data-key', master.id, place.holder, place.version]);

const lock = (key: KeyObject, text: Buffer, boundTo: string): string => {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv(algorithm, key, nonce, tag).setAAD(Buffer.from(boundTo, 'utf8'));
  const body = Buffer.concat([cipher.update(text), cipher.final()]);
  return [nonce, body, cipher.getAuthTag()].map((part) => part.toString('base64url')).join('.');
};

const unlock = (key: KeyObject, box: string, boundTo: string): Buffer => {
  const [nonce, body, authTag] = box.split('.').map(exactBytes);
  if (nonce?.length !== nonceBytes || body === undefined || authTag?.length !== tag.authTagLength) {
    throw unreadable();
  }
  try {
    const decipher = createDecipheriv(algorithm, key, nonce, tag).setAAD(Buffer.from(boundTo, 'utf8'));
    decipher.setAuthTag(authTag);
    return Buffer.concat([decipher.update(body), decipher.final()]);
  } catch {
    throw unreadable();
  }
};

/** Base 64 has several texts for the same bytes; only the one that was written is taken. */
const exactBytes = (text: string): Buffer | undefined => {
  const bytes = Buffer.from(text, 'base64url');
  return bytes.toString('base64url') === text ? bytes : undefined;
};

/** One sentence for every cause: which check failed would tell an attacker how far a forgery got. */
export const unreadable = (): HubError =>
  new HubError(
    'secret_unreadable',
    'This secret cannot be read: it was changed, moved to another place, or its key is gone. Enter it again.',
  );
