import type { Fact } from '../../core/event.ts';
import type { EventBus, Hints } from '../../core/ports.ts';
import type { Tx } from '../../platform/db/open.ts';
import { toolsetsChanged } from './known-toolsets.ts';
import { noteChanges, type Noticed } from './store-pins.ts';
import { countUp, lockToolset } from './store-toolsets.ts';

export interface Noticing {
  readonly spaceId: string;
  readonly toolset: string;
  readonly noticed: readonly Noticed[];
}

export interface NotingDeps {
  readonly tx: Tx;
  readonly events: EventBus<Tx>;
  readonly hints: Hints;
}

/** Notes that operations are not what somebody approved, or are again, and tells of it once, whoever notices it first. */
export const noteAndTell = async (
  { tx, events, hints }: NotingDeps,
  { spaceId, toolset, noticed }: Noticing,
): Promise<void> => {
  await lockToolset(tx, spaceId, toolset);
  const news = await noteChanges(tx, spaceId, { toolset, noticed });
  if (news.length === 0) return;
  await countUp(tx, spaceId, toolset);
  const facts = news.map(({ operation, hash }): Fact => ({
    type: 'toolset.tool.changed',
    subject: toolset,
    data: { toolset, operation, state: hash === null ? 'restored' : hash === '' ? 'missing' : 'changed' },
  }));
  await events.publish(tx, spaceId, facts);
  tx.afterCommit(() => hints.broadcast(toolsetsChanged));
};
