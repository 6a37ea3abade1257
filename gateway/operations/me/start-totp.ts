import { z } from 'zod';
import { HubError } from '../../../core/errors.ts';
import { hubOperation } from '../../../platform/invoke/context.ts';
import type { GatewayDeps } from '../../deps.ts';
import { ownPerson } from '../../people/account.ts';
import { beginTotp } from '../../people/store.ts';
import { totpPlace } from '../../second-factor/check.ts';
import { newTotp } from '../../second-factor/totp.ts';
import { noInput } from '../../shapes.ts';

export const startMyTotp = (deps: Pick<GatewayDeps, 'db' | 'vault'>) =>
  hubOperation({
    name: 'me.startTotp',
    summary: 'Begin to set up a second factor',
    description: 'Answers the secret for an authenticator app. In force once a code of it was confirmed.',
    access: 'user',
    transaction: 'none',
    http: { method: 'POST', path: '/api/me/totp' },
    hints: { sensitive: ['secret', 'uri'] },
    input: noInput,
    output: z.strictObject({ secret: z.string(), uri: z.string() }),
    run: async (_input, context) => {
      const person = await deps.db.asSystem((tx) => ownPerson(tx, context.caller));
      const totp = newTotp(person.email ?? person.name);
      const sealed = await deps.vault.seal(totpPlace(person.userId), totp.secret);
      const begun = await deps.db.asSystem((tx) => beginTotp(tx, person.userId, sealed));
      if (!begun) throw new HubError('conflict', 'A second factor is in force already. Remove it first.');
      context.audit(person.userId);
      return totp;
    },
  });
