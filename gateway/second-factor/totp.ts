import { Secret, TOTP } from 'otpauth';

/** Six digits, thirty seconds, SHA-1: the only choice that every authenticator app reads. */
const period = 30;
const issuer = 'App Connect';

const totpOf = (secret: string, label: string): TOTP =>
  new TOTP({ issuer, label, secret: Secret.fromBase32(secret), algorithm: 'SHA1', digits: 6, period });

export interface NewTotp {
  readonly secret: string;
  /** For the QR code. */
  readonly uri: string;
}

export const newTotp = (label: string): NewTotp => {
  const secret = new Secret({ size: 20 }).base32;
  return { secret, uri: totpOf(secret, label).toString() };
};

export const isTotpCode = (code: string): boolean => /^\d{6}$/.test(code);

/**
 * The number of the time step that the code belongs to, one step early or late at most; null when it fits none. The
 * caller remembers the step: a code seen once must not work again.
 */
export const totpStep = (secret: string, code: string, now: Date): number | null => {
  if (!isTotpCode(code)) return null;
  const timestamp = now.getTime();
  const delta = totpOf(secret, '').validate({ token: code, timestamp, window: 1 });
  return delta === null ? null : Math.floor(timestamp / 1000 / period) + delta;
};
