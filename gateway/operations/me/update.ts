import { z } from 'zod';
import { HubError } from '../../../core/errors.ts';
import { hubOperation } from '../../../platform/invoke/context.ts';
import type { GatewayDeps } from '../../deps.ts';
import { accountSchema, ownPerson, preferencesSchema, shownAccount } from '../../people/account.ts';
import { changePerson, findPersonByEmail } from '../../people/store.ts';
import { emailSchema, nameSchema } from '../../shapes.ts';
import { writeJournal } from '../../sign-in/journal.ts';

export const updateMe = (deps: Pick<GatewayDeps, 'events'>) =>
  hubOperation({
    name: 'me.update',
    summary: 'Change my name, e-mail or preferences',
    access: 'user',
    transaction: 'system',
    http: { method: 'PATCH', path: '/api/me' },
    hints: { idempotent: true },
    input: z.strictObject({
      name: nameSchema.optional(),
      email: emailSchema.optional(),
      preferences: preferencesSchema.optional(),
    }),
    output: accountSchema,
    run: async (change, context) => {
      const { tx, caller } = context;
      const person = await ownPerson(tx, caller);
      if (change.email !== undefined && change.email !== person.email) {
        if (person.fromProvider)
          throw new HubError('conflict', 'Your e-mail comes from the identity provider. Change it there.');
        if ((await findPersonByEmail(tx, change.email)) !== undefined)
          throw new HubError('already_exists', `The e-mail ${change.email} belongs to another account.`, {
            problems: [{ path: 'email', message: 'belongs to another account' }],
          });
      }
      await changePerson(tx, person.userId, change);
      const changed = Object.keys(change);
      await writeJournal(deps, tx, {
        type: 'user.changed',
        subject: person.userId,
        data: { userId: person.userId, changed },
      });
      context.audit(person.userId, { changed });
      return shownAccount(await ownPerson(tx, caller));
    },
  });
