import { hash, randomBytes, timingSafeEqual } from 'node:crypto';

/** 256 random bits, as text: a state, a verifier, a nonce, the secret of a browser. */
export const newOpaque = (): string => randomBytes(32).toString('base64url');
export const isOpaque = (text: string): boolean => /^[A-Za-z0-9_-]{43}$/.test(text);

export const sha256 = (text: string): Buffer => hash('sha256', text, 'buffer');

/** S256 and nothing else: with `plain` whoever reads the address has the verifier. */
export const challengeOf = (verifier: string): string => sha256(verifier).toString('base64url');

export const sameText = (one: string, other: string): boolean => timingSafeEqual(sha256(one), sha256(other));
