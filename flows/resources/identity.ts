import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto';
import { isHubError } from '../../core/errors.ts';
import type { Clock } from '../../core/ports.ts';
import type { Secrets } from '../secrets.ts';

export interface IdentityProblem {
  readonly message: string;
  /** It may be right all the same. */
  readonly mild: boolean;
}

/** Looks at a secret that is to be a client certificate, and tells nothing of what is in it. */
export const identityProblem = async (
  { secrets, clock }: { readonly secrets: Secrets; readonly clock: Clock },
  spaceId: string,
  secret: string,
): Promise<IdentityProblem | null> => {
  try {
    const values = await secrets.values(spaceId, [secret]);
    return problemOf(values[secret], secret, clock.now());
  } catch (error) {
    // That it is missing is told where it is declared.
    if (isHubError(error, 'not_found')) return null;
    throw error;
  }
};

const problemOf = (value: unknown, secret: string, now: Date): IdentityProblem | null => {
  const wrong = (what: string): IdentityProblem => ({
    message: `The secret "${secret}" is no client certificate: ${what}.`,
    mild: false,
  });
  const { certificate, privateKey } = (value ?? {}) as Readonly<Record<string, unknown>>;
  if (typeof certificate !== 'string' || typeof privateKey !== 'string')
    return wrong('it must be an object with "certificate" and "privateKey", both texts in PEM');
  const read = certificateIn(certificate);
  if (read === undefined) return wrong('its "certificate" is not in PEM');
  const key = keyIn(privateKey);
  if (key === undefined) return wrong('its "privateKey" is not in PEM, or has a password');
  if (!read.checkPrivateKey(key)) return wrong('its "privateKey" belongs to another certificate');
  if (read.validToDate >= now) return null;
  const ended = read.validToDate.toISOString().slice(0, 10);
  return { message: `The certificate in the secret "${secret}" has ended on ${ended}.`, mild: true };
};

const certificateIn = (pem: string): X509Certificate | undefined => {
  try {
    return new X509Certificate(pem);
  } catch {
    return undefined;
  }
};

const keyIn = (pem: string): KeyObject | undefined => {
  try {
    return createPrivateKey(pem);
  } catch {
    return undefined;
  }
};
