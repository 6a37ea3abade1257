import type { CallContext } from '../../platform/invoke/context.ts';
import type { Tx } from '../../platform/db/open.ts';
import type { ConsumerVisit, PortalDeps } from './visit.ts';

export interface PortalNote {
  readonly action: string;
  readonly target: string;
  readonly details: Readonly<Record<string, unknown>>;
}

/** What a consumer does by itself stands in the space's own trail, under its name, in the transaction that does it. */
export const noteInSpace = async (
  deps: Pick<PortalDeps, 'audit'>,
  {
    tx,
    context,
    visited,
  }: { readonly tx: Tx; readonly context: CallContext; readonly visited: ConsumerVisit },
  note: PortalNote,
): Promise<void> => {
  const { portal, visitor, exchange } = visited;
  await deps.audit.append(tx, portal.spaceId, {
    ...{ actor: visitor.consumerId, actorName: visitor.name, ip: exchange.ip, requestId: context.requestId },
    ...note,
  });
  context.auditNoMore();
};
