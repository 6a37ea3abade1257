import { createHash, createHmac, hash, randomBytes } from 'node:crypto';

/** 256 random bits, as text. Whoever has it, has what it stands for: the database keeps its hash only. */
export const newOpaqueToken = (): string => randomBytes(32).toString('base64url');

const tokenShape = /^[A-Za-z0-9_-]{43}$/;
export const isOpaqueToken = (text: string): boolean => tokenShape.test(text);

export const hashToken = (token: string): Buffer => hash('sha256', token, 'buffer');

/** The hash of several parts, each with its length before it: no two lists of parts give the same bytes. */
export const hashParts = (...parts: readonly string[]): Buffer => {
  const digest = createHash('sha256');
  for (const part of parts) digest.update(`${Buffer.byteLength(part)}:`).update(part);
  return digest.digest();
};

/**
 * The token that follows this one. It is derived, not drawn, so that two tabs which refresh at once, or a browser
 * that never received the answer, are given the same successor and none of them is shut out.
 */
export const successorOf = (token: string, key: Buffer): string =>
  createHmac('sha256', key).update('refresh-token-successor\0').update(token).digest('base64url');
