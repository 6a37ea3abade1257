import { HubError } from '../../core/errors.ts';
import type { Tx } from '../../platform/db/open.ts';
import type { Exchange } from '../../platform/invoke/context.ts';
import type { GatewayDeps } from '../deps.ts';
import { findPersonByEmail, setPasswordHash, type Person } from '../people/store.ts';
import { readSecondFactor, takeSecondFactor, type SecondFactor } from '../second-factor/check.ts';
import { beginGuardedAttempt } from './attempts.ts';
import { forgetFailures, takeBackAttempt, type AttemptSubject } from './attempts-store.ts';
import type { SessionSecrets } from './cookies.ts';
import { noteRefusal } from './journal.ts';
import { openSession } from './session.ts';

export interface PasswordSignIn {
  readonly email: string;
  readonly password: string;
  readonly code: string | undefined;
  readonly exchange: Exchange;
  readonly requestId: string;
}

export interface SignedIn {
  readonly person: Person;
  readonly secrets: SessionSecrets;
}

type Deps = Pick<
  GatewayDeps,
  'db' | 'limiter' | 'passwords' | 'vault' | 'clock' | 'tokens' | 'events' | 'audit'
>;

export const signInAction = 'signIn.withPassword';

/** The same sentence for an unknown e-mail, a wrong password, a disabled account and a wrong code. */
const wrong = (): HubError =>
  new HubError('credentials_wrong', 'E-mail, password or code are not right. Check them and try again.');

/** No transaction is open while the password is hashed: that takes longer than everything else together. */
export const signInWithPassword = async (deps: Deps, signIn: PasswordSignIn): Promise<SignedIn> => {
  const subject: AttemptSubject = { account: signIn.email, ip: signIn.exchange.ip };
  const refuse = async (person: Person | undefined, reason: string): Promise<never> => {
    const { exchange, requestId } = signIn;
    const userId = person?.userId ?? null;
    await noteRefusal(deps, { action: signInAction, userId, reason, ip: exchange.ip, requestId });
    throw wrong();
  };

  await beginGuardedAttempt(deps, subject);
  const person = await deps.db.asSystem((tx) => findPersonByEmail(tx, signIn.email));
  const fits = await deps.passwords.verify(signIn.password, person?.passwordHash ?? null);
  if (person === undefined) return refuse(undefined, 'unknown');
  if (!fits) return refuse(person, 'password');
  if (person.disabled) return refuse(person, 'disabled');

  let factor: SecondFactor | undefined;
  if (person.totpConfirmed && person.totpSecret !== null) {
    if (signIn.code === undefined) {
      await deps.db.asSystem((tx) => takeBackAttempt(tx, subject));
      throw new HubError('second_factor_required', 'Type the code of your authenticator app as well.');
    }
    const { userId, totpSecret } = person;
    factor = await readSecondFactor(deps, { userId, sealedSecret: totpSecret, code: signIn.code });
    if (factor === undefined) return refuse(person, 'code');
  }

  const rehashed =
    person.passwordHash !== null && deps.passwords.isOutdated(person.passwordHash)
      ? await deps.passwords.hash(signIn.password)
      : undefined;
  const secrets = await deps.db.asSystem(async (tx) => {
    if (factor !== undefined && !(await takeSecondFactor(tx, person.userId, factor))) return undefined;
    return enter(deps, tx, { person, signIn, subject, rehashed });
  });
  return secrets === undefined ? refuse(person, 'code') : { person, secrets };
};

interface Entry {
  readonly person: Person;
  readonly signIn: PasswordSignIn;
  readonly subject: AttemptSubject;
  readonly rehashed: string | undefined;
}

const enter = async (
  deps: Pick<GatewayDeps, 'tokens' | 'events'>,
  tx: Tx,
  { person, signIn, subject, rehashed }: Entry,
): Promise<SessionSecrets> => {
  await forgetFailures(tx, subject);
  if (rehashed !== undefined) await setPasswordHash(tx, person.userId, rehashed);
  const { exchange, requestId } = signIn;
  return openSession(deps, tx, { userId: person.userId, method: 'password', exchange, requestId });
};
