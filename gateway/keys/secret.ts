import { hash, randomBytes } from 'node:crypto';

/** `hub_` says to people and to secret scanners what it is; 256 random bits follow. */
export const newKeySecret = (): string => `hub_${randomBytes(32).toString('base64url')}`;

/** A plain hash is enough: nobody guesses 256 bits, and a key from the settings has at least 24 characters. */
export const hashKey = (secret: string): Buffer => hash('sha256', secret, 'buffer');

/** Enough to recognise a key in a list, far from enough to guess it. */
export const hintOf = (secret: string): string => `${secret.slice(0, secret.startsWith('hub_') ? 8 : 4)}…`;
