import { z } from 'zod';
import { hubOperation } from '../../../platform/invoke/context.ts';
import type { GatewayDeps } from '../../deps.ts';
import { signedInCaller } from '../../people/account.ts';
import { noInput } from '../../shapes.ts';
import { writeJournal } from '../../sign-in/journal.ts';
import { revokeOtherSessions } from '../../sign-in/sessions-store.ts';

export const endMyOtherSessions = (deps: Pick<GatewayDeps, 'events'>) =>
  hubOperation({
    name: 'me.endOtherSessions',
    summary: 'Sign out everywhere else',
    access: 'user',
    transaction: 'system',
    http: { method: 'DELETE', path: '/api/me/sessions' },
    hints: { destructive: true, idempotent: true },
    input: noInput,
    output: z.strictObject({ ended: z.number().int() }),
    run: async (_input, context) => {
      const { userId, sessionId } = signedInCaller(context.caller);
      const ended = await revokeOtherSessions(context.tx, userId, { sessionId, reason: 'revoked' });
      const data = { userId, keptSessionId: sessionId, ended, reason: 'revoked' };
      await writeJournal(deps, context.tx, { type: 'session.revoked', subject: userId, data });
      context.audit(userId, { ended });
      return { ended };
    },
  });
