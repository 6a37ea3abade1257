import { z } from 'zod';
import { HubError } from '../../../core/errors.ts';
import { hubOperation } from '../../../platform/invoke/context.ts';
import type { GatewayDeps } from '../../deps.ts';
import { passwordProblem } from '../../passwords/rules.ts';
import { ownPerson, signedInCaller } from '../../people/account.ts';
import { setPasswordHash, type Person } from '../../people/store.ts';
import { nothing, passwordSchema } from '../../shapes.ts';
import { beginGuardedAttempt } from '../../sign-in/attempts.ts';
import { forgetFailures } from '../../sign-in/attempts-store.ts';
import { writeJournal } from '../../sign-in/journal.ts';
import { revokeOtherSessions } from '../../sign-in/sessions-store.ts';

type Deps = Pick<GatewayDeps, 'db' | 'limiter' | 'passwords' | 'events'>;

export const setMyPassword = (deps: Deps) =>
  hubOperation({
    name: 'me.setPassword',
    summary: 'Set or change my password',
    description: 'All other sessions end. `current` is needed unless there is no password yet.',
    access: 'user',
    transaction: 'none',
    http: { method: 'POST', path: '/api/me/password' },
    hints: { sensitive: ['current', 'next'] },
    input: z.strictObject({ current: passwordSchema.optional(), next: passwordSchema }),
    output: nothing,
    run: async ({ current, next }, context) => {
      const { sessionId } = signedInCaller(context.caller);
      const person = await deps.db.asSystem((tx) => ownPerson(tx, context.caller));
      if (person.email === null)
        throw new HubError('conflict', 'Set your e-mail first: it is what you sign in with.', {
          problems: [{ path: 'email', message: 'is needed before a password' }],
        });
      const problem = passwordProblem(next, person);
      if (problem !== undefined)
        throw new HubError('input_invalid', `The password ${problem}.`, {
          problems: [{ path: 'next', message: problem }],
        });
      // Whoever finds an open session must not be able to try passwords on it without end.
      const subject = { account: `password of ${person.userId}`, ip: context.exchange?.ip ?? 'inside' };
      await requireCurrent(deps, { person, current, subject });
      const hash = await deps.passwords.hash(next);
      const ended = await deps.db.asSystem(async (tx) => {
        await forgetFailures(tx, subject);
        const { passwordHash } = await ownPerson(tx, context.caller);
        if (passwordHash !== person.passwordHash)
          throw new HubError('conflict', 'The password was changed elsewhere at the same moment. Try again.');
        await setPasswordHash(tx, person.userId, hash);
        await writeJournal(deps, tx, {
          type: 'user.password-changed',
          subject: person.userId,
          data: { userId: person.userId },
        });
        return revokeOtherSessions(tx, person.userId, { sessionId, reason: 'password-changed' });
      });
      context.audit(person.userId, { otherSessionsEnded: ended });
      return {};
    },
  });

interface CurrentCheck {
  readonly person: Person;
  readonly current: string | undefined;
  readonly subject: { readonly account: string; readonly ip: string };
}

const requireCurrent = async (deps: Deps, { person, current, subject }: CurrentCheck): Promise<void> => {
  if (person.passwordHash === null) return;
  if (current === undefined)
    throw new HubError('input_invalid', 'Type your current password as well.', {
      problems: [{ path: 'current', message: 'is needed to change the password' }],
    });
  await beginGuardedAttempt(deps, subject);
  if (await deps.passwords.verify(current, person.passwordHash)) return;
  throw new HubError('credentials_wrong', 'The current password is not right.', {
    problems: [{ path: 'current', message: 'is not right' }],
  });
};
