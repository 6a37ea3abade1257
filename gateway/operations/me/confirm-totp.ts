import { z } from 'zod';
import { HubError } from '../../../core/errors.ts';
import { hubOperation } from '../../../platform/invoke/context.ts';
import type { GatewayDeps } from '../../deps.ts';
import { ownPerson } from '../../people/account.ts';
import { confirmTotp } from '../../people/store.ts';
import { readSecondFactor } from '../../second-factor/check.ts';
import { hashRecoveryCode, newRecoveryCodes } from '../../second-factor/recovery-codes.ts';
import { codeSchema } from '../../shapes.ts';
import { beginGuardedAttempt } from '../../sign-in/attempts.ts';
import { forgetFailures } from '../../sign-in/attempts-store.ts';
import { writeJournal } from '../../sign-in/journal.ts';

type Deps = Pick<GatewayDeps, 'db' | 'vault' | 'clock' | 'limiter' | 'events'>;

export const confirmMyTotp = (deps: Deps) =>
  hubOperation({
    name: 'me.confirmTotp',
    summary: 'Put the second factor in force',
    description: 'Answers ten recovery codes, each for one sign-in without the app. They are shown once.',
    access: 'user',
    transaction: 'none',
    http: { method: 'POST', path: '/api/me/totp/confirm' },
    hints: { sensitive: ['code', 'recoveryCodes'] },
    input: z.strictObject({ code: codeSchema }),
    output: z.strictObject({ recoveryCodes: z.array(z.string()) }),
    run: async ({ code }, context) => {
      const person = await deps.db.asSystem((tx) => ownPerson(tx, context.caller));
      const { userId, totpSecret: sealedSecret } = person;
      if (sealedSecret === null || person.totpConfirmed)
        throw new HubError('conflict', 'No second factor is being set up. Begin with a new one.');
      const subject = { account: `code of ${userId}`, ip: context.exchange?.ip ?? 'inside' };
      await beginGuardedAttempt(deps, subject);
      const factor = await readSecondFactor(deps, { userId, sealedSecret, code });
      if (factor?.kind !== 'totp')
        throw new HubError(
          'credentials_wrong',
          'The code is not right. Type the one that the app shows now.',
          {
            problems: [{ path: 'code', message: 'is not right' }],
          },
        );
      const recoveryCodes = newRecoveryCodes();
      await deps.db.asSystem(async (tx) => {
        const hashed = recoveryCodes.map(hashRecoveryCode);
        const given = { sealedSecret, step: factor.step, recoveryCodes: hashed };
        if (!(await confirmTotp(tx, userId, given)))
          throw new HubError('conflict', 'The second factor was set up anew elsewhere. Begin again.');
        await forgetFailures(tx, subject);
        await writeJournal(deps, tx, { type: 'user.second-factor-added', subject: userId, data: { userId } });
      });
      context.audit(userId);
      return { recoveryCodes };
    },
  });
