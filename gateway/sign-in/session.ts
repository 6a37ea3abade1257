import { HubError } from '../../core/errors.ts';
import { installationChain } from '../../platform/audit/trail.ts';
import type { Tx } from '../../platform/db/open.ts';
import { newId } from '../../platform/ids.ts';
import type { Exchange } from '../../platform/invoke/context.ts';
import type { GatewayDeps } from '../deps.ts';
import { findPerson, noteSeen, type Person } from '../people/store.ts';
import type { SessionSecrets } from './cookies.ts';
import { writeJournal } from './journal.ts';
import { hashToken, isOpaqueToken, newOpaqueToken } from './opaque-token.ts';
import {
  addSession,
  holdSession,
  revokeSession,
  rotateSession,
  type SignInMethod,
} from './sessions-store.ts';

export interface NewSignIn {
  readonly userId: string;
  readonly method: SignInMethod;
  readonly exchange: Exchange;
  readonly requestId: string;
}

/** A new session, and the fact that somebody signed in, in the caller's transaction. */
export const openSession = async (
  deps: Pick<GatewayDeps, 'tokens' | 'events'>,
  tx: Tx,
  signIn: NewSignIn,
): Promise<SessionSecrets> => {
  const sessionId = newId('ses');
  const refresh = newOpaqueToken();
  await addSession(tx, {
    sessionId,
    userId: signIn.userId,
    tokenHash: hashToken(refresh),
    method: signIn.method,
    ip: signIn.exchange.ip,
    userAgent: signIn.exchange.userAgent,
  });
  await noteSeen(tx, signIn.userId);
  await writeJournal(deps, tx, {
    type: 'user.signed-in',
    subject: signIn.userId,
    data: { userId: signIn.userId, sessionId, method: signIn.method, ip: signIn.exchange.ip },
  });
  return { access: await deps.tokens.mint({ userId: signIn.userId, sessionId }), refresh };
};

export interface Refreshed {
  readonly person: Person;
  readonly secrets: SessionSecrets;
}

const refused = (): HubError =>
  new HubError('unauthenticated', 'The session is not valid any more. Sign in again.');

type Verdict =
  | { readonly kind: 'refused' }
  | { readonly kind: 'granted'; readonly sessionId: string; readonly person: Person };

/**
 * Each refresh token works once. The one before it is answered for half a minute more, with the same successor (two
 * tabs, a lost answer); after that it can only be a copy, and nobody knows whose: the session ends for both.
 */
export const refreshSession = async (
  deps: Pick<GatewayDeps, 'db' | 'tokens' | 'events' | 'audit'>,
  token: string | undefined,
  origin: { readonly ip: string; readonly requestId: string },
): Promise<Refreshed> => {
  if (token === undefined || !isOpaqueToken(token)) throw refused();
  const next = deps.tokens.successorOf(token);
  // The end of a stolen session must be written: the transaction answers a verdict and never throws it.
  const verdict = await deps.db.asSystem<Verdict>(async (tx) => {
    const hash = hashToken(token);
    const session = await holdSession(tx, hash);
    if (session === undefined) return { kind: 'refused' };
    if (!session.current && !session.inGrace && !session.revoked) {
      await endStolenSession(deps, tx, { ...session, ...origin });
      return { kind: 'refused' };
    }
    if (!session.live || (!session.current && !session.inGrace)) return { kind: 'refused' };
    const person = await findPerson(tx, session.userId);
    if (person === undefined || person.disabled) return { kind: 'refused' };
    if (session.current) await rotateSession(tx, session.sessionId, { from: hash, to: hashToken(next) });
    return { kind: 'granted', sessionId: session.sessionId, person };
  });
  if (verdict.kind === 'refused') throw refused();
  const access = await deps.tokens.mint({ userId: verdict.person.userId, sessionId: verdict.sessionId });
  return { person: verdict.person, secrets: { access, refresh: next } };
};

interface StolenSession {
  readonly sessionId: string;
  readonly userId: string;
  readonly ip: string;
  readonly requestId: string;
}

const endStolenSession = async (
  deps: Pick<GatewayDeps, 'events' | 'audit'>,
  tx: Tx,
  stolen: StolenSession,
): Promise<void> => {
  const { userId, sessionId, ip, requestId } = stolen;
  await revokeSession(tx, userId, { sessionId, reason: 'token-reused' });
  await writeJournal(deps, tx, {
    type: 'session.revoked',
    subject: userId,
    data: { userId, sessionId, reason: 'token-reused', ip },
  });
  await deps.audit.append(tx, installationChain, {
    actor: 'nobody',
    actorName: '',
    action: 'session.refresh',
    target: userId,
    details: { outcome: 'refused', reason: 'token-reused', sessionId },
    ip,
    requestId,
  });
};
