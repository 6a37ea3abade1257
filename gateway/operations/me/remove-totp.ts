import { z } from 'zod';
import { HubError } from '../../../core/errors.ts';
import { hubOperation } from '../../../platform/invoke/context.ts';
import type { GatewayDeps } from '../../deps.ts';
import { ownPerson } from '../../people/account.ts';
import { removeTotp } from '../../people/store.ts';
import { readSecondFactor, takeSecondFactor } from '../../second-factor/check.ts';
import { codeSchema, nothing } from '../../shapes.ts';
import { beginGuardedAttempt } from '../../sign-in/attempts.ts';
import { forgetFailures } from '../../sign-in/attempts-store.ts';
import { writeJournal } from '../../sign-in/journal.ts';

type Deps = Pick<GatewayDeps, 'db' | 'vault' | 'clock' | 'limiter' | 'events'>;

export const removeMyTotp = (deps: Deps) =>
  hubOperation({
    name: 'me.removeTotp',
    summary: 'Remove my second factor',
    description: 'Takes a code of the app, or a recovery code.',
    access: 'user',
    transaction: 'none',
    http: { method: 'POST', path: '/api/me/totp/remove' },
    hints: { destructive: true, sensitive: ['code'] },
    input: z.strictObject({ code: codeSchema }),
    output: nothing,
    run: async ({ code }, context) => {
      const person = await deps.db.asSystem((tx) => ownPerson(tx, context.caller));
      const { userId, totpSecret: sealedSecret } = person;
      if (sealedSecret === null || !person.totpConfirmed)
        throw new HubError('conflict', 'There is no second factor to remove.');
      const subject = { account: `code of ${userId}`, ip: context.exchange?.ip ?? 'inside' };
      await beginGuardedAttempt(deps, subject);
      const factor = await readSecondFactor(deps, { userId, sealedSecret, code });
      const removed = await deps.db.asSystem(async (tx) => {
        if (factor === undefined || !(await takeSecondFactor(tx, userId, factor))) return false;
        await removeTotp(tx, userId);
        await forgetFailures(tx, subject);
        await writeJournal(deps, tx, {
          type: 'user.second-factor-removed',
          subject: userId,
          data: { userId },
        });
        return true;
      });
      if (!removed)
        throw new HubError('credentials_wrong', 'The code is not right, or was used before.', {
          problems: [{ path: 'code', message: 'is not right' }],
        });
      context.audit(userId);
      return {};
    },
  });
