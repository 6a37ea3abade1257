import { hubOperation } from '../../../platform/invoke/context.ts';
import type { GatewayDeps } from '../../deps.ts';
import { noInput, nothing } from '../../shapes.ts';
import { clearSessionCookies, exchangeOf, refreshTokenOf } from '../../sign-in/cookies.ts';
import { writeJournal } from '../../sign-in/journal.ts';
import { hashToken, isOpaqueToken } from '../../sign-in/opaque-token.ts';
import { holdSession, revokeSession } from '../../sign-in/sessions-store.ts';

/** Open to anyone: somebody whose session has run out signs out like everybody else. */
export const endOwnSession = (deps: Pick<GatewayDeps, 'events'>) =>
  hubOperation({
    name: 'session.end',
    summary: 'Sign out',
    access: 'anyone',
    transaction: 'system',
    http: { method: 'DELETE', path: '/api/session' },
    hints: { idempotent: true },
    input: noInput,
    output: nothing,
    run: async (_input, context) => {
      const exchange = exchangeOf(context);
      clearSessionCookies(exchange);
      const token = refreshTokenOf(exchange);
      if (token === undefined || !isOpaqueToken(token)) return {};
      const { tx } = context;
      const session = await holdSession(tx, hashToken(token));
      if (session === undefined) return {};
      const { userId, sessionId } = session;
      if (!(await revokeSession(tx, userId, { sessionId, reason: 'signed-out' }))) return {};
      const data = { userId, sessionId, reason: 'signed-out' };
      await writeJournal(deps, tx, { type: 'session.revoked', subject: userId, data });
      context.audit(userId, { sessionId });
      return {};
    },
  });
