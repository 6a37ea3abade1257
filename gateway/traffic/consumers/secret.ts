import { hash, randomBytes } from 'node:crypto';
import type { SecretPlace } from '../../../core/ports.ts';

/** `hubc_` says to people and to secret scanners what it is; 256 random bits follow. */
export const newConsumerKey = (): string => `hubc_${randomBytes(32).toString('base64url')}`;
/** What signs, and what stands for a password: nobody types it. */
export const newSharedSecret = (): string => randomBytes(32).toString('base64url');
export const newHmacId = (): string => `hk_${randomBytes(12).toString('base64url')}`;

/** A plain hash is enough: nobody guesses 256 bits, and a key from elsewhere has at least 24 characters. */
export const hashConsumerKey = (key: string): Buffer => hash('sha256', key, 'buffer');

/** What can be a key at all. Whatever else is shown costs no look into the database. */
export const keyShape = /^[\x21-\x7e]{8,512}$/;

/** Enough to recognise it in a list, far from enough to guess it. */
export const hintOfSecret = (secret: string): string =>
  `${secret.slice(0, secret.startsWith('hubc_') ? 9 : 4)}…`;

export const placeOfHmac = (spaceId: string, credentialId: string): SecretPlace => ({
  ...{ spaceId, table: 'gateway_credentials', column: 'sealed', row: credentialId },
});
