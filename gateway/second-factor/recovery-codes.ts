import { createHash, randomBytes } from 'node:crypto';

/** Crockford's base 32: whoever reads `o` for `0` or `l` for `1` is understood all the same. */
const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';
const howMany = 10;

/** `k3mwa-9tq2c-hx4ne`: 75 random bits that a person can copy from paper. */
const newRecoveryCode = (): string => {
  const characters = [...randomBytes(15)].map((byte) => alphabet[byte & 31] as string);
  return [0, 5, 10].map((at) => characters.slice(at, at + 5).join('')).join('-');
};

export const newRecoveryCodes = (): string[] => Array.from({ length: howMany }, newRecoveryCode);

/** What is stored. Takes the code as typed: any case, with or without dashes. */
export const hashRecoveryCode = (code: string): string => {
  const plain = code.toLowerCase().replace(/[\s-]/g, '').replace(/o/g, '0').replace(/[il]/g, '1');
  return createHash('sha256').update(plain).digest('hex');
};
