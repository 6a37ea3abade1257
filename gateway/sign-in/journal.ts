import type { Fact } from '../../core/event.ts';
import { installationChain } from '../../platform/audit/trail.ts';
import type { Tx } from '../../platform/db/open.ts';
import type { GatewayDeps } from '../deps.ts';

/** Facts about people and their sessions belong to no space: they stand under the installation. */
export const writeJournal = async (deps: Pick<GatewayDeps, 'events'>, tx: Tx, fact: Fact): Promise<void> =>
  deps.events.publish(tx, installationChain, [fact]);

export interface Refusal {
  readonly action: string;
  /** The person whose account was meant, when there is one. What was typed is not kept: it may be a password. */
  readonly userId: string | null;
  readonly reason: string;
  readonly ip: string;
  readonly requestId: string;
}

/** A refused sign-in changes nothing, but must not go unseen. In a transaction of its own. */
export const noteRefusal = async (
  deps: Pick<GatewayDeps, 'db' | 'events' | 'audit'>,
  refusal: Refusal,
): Promise<void> => {
  const { userId, reason, ip, requestId } = refusal;
  await deps.db.asSystem(async (tx) => {
    await writeJournal(deps, tx, {
      type: 'user.sign-in-failed',
      ...(userId === null ? {} : { subject: userId }),
      data: { userId, reason, ip },
    });
    await deps.audit.append(tx, installationChain, {
      actor: 'nobody',
      actorName: '',
      action: refusal.action,
      target: userId,
      details: { outcome: 'refused', reason },
      ip,
      requestId,
    });
  });
};
