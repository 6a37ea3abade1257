import { z } from 'zod';
import { HubError } from '../../../core/errors.ts';
import { hubOperation } from '../../../platform/invoke/context.ts';
import type { GatewayDeps } from '../../deps.ts';
import { signedInCaller } from '../../people/account.ts';
import { idSchema, nothing } from '../../shapes.ts';
import { writeJournal } from '../../sign-in/journal.ts';
import { revokeSession } from '../../sign-in/sessions-store.ts';

export const endMySession = (deps: Pick<GatewayDeps, 'events'>) =>
  hubOperation({
    name: 'me.endSession',
    summary: 'Sign out one of my sessions',
    access: 'user',
    transaction: 'system',
    http: { method: 'DELETE', path: '/api/me/sessions/{sessionId}' },
    hints: { destructive: true },
    input: z.strictObject({ sessionId: idSchema('ses') }),
    output: nothing,
    run: async ({ sessionId }, context) => {
      const { userId } = signedInCaller(context.caller);
      if (!(await revokeSession(context.tx, userId, { sessionId, reason: 'revoked' })))
        throw new HubError('not_found', `You have no session "${sessionId}".`);
      const data = { userId, sessionId, reason: 'revoked' };
      await writeJournal(deps, context.tx, { type: 'session.revoked', subject: userId, data });
      context.audit(userId, { sessionId });
      return {};
    },
  });
