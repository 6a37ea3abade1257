import type { Clock, SecretPlace, Vault } from '../../core/ports.ts';
import { installationChain } from '../../platform/audit/trail.ts';
import type { Tx } from '../../platform/db/open.ts';
import { takeRecoveryCode, takeTotpStep } from '../people/store.ts';
import { hashRecoveryCode } from './recovery-codes.ts';
import { isTotpCode, totpStep } from './totp.ts';

/** A secret of the installation, sealed to the row of its person. */
export const totpPlace = (userId: string): SecretPlace => ({
  spaceId: installationChain,
  table: 'users',
  column: 'totp_secret',
  row: userId,
});

/** A code that is right as far as one can tell without the database: it still has to be taken, once. */
export type SecondFactor =
  { readonly kind: 'totp'; readonly step: number } | { readonly kind: 'recovery'; readonly hash: string };

export interface CodeCheck {
  readonly userId: string;
  readonly sealedSecret: string;
  readonly code: string;
}

export const readSecondFactor = async (
  deps: { readonly vault: Vault; readonly clock: Clock },
  { userId, sealedSecret, code }: CodeCheck,
): Promise<SecondFactor | undefined> => {
  const typed = code.replace(/\s/g, '');
  if (!isTotpCode(typed)) return { kind: 'recovery', hash: hashRecoveryCode(typed) };
  const secret = await deps.vault.open(totpPlace(userId), sealedSecret);
  const step = totpStep(secret, typed, deps.clock.now());
  return step === null ? undefined : { kind: 'totp', step };
};

/** Uses the code up; false when it was used before, or is no recovery code of this person. */
export const takeSecondFactor = async (tx: Tx, userId: string, factor: SecondFactor): Promise<boolean> =>
  factor.kind === 'totp' ? takeTotpStep(tx, userId, factor.step) : takeRecoveryCode(tx, userId, factor.hash);
