import type { PeopleGroup } from '../../core/ports.ts';
import { without } from '../../core/without.ts';
import type { CallContext } from '../../platform/invoke/context.ts';
import type { ApprovalDeps } from './deps.ts';
import type { Approval } from './store.ts';

/** The groups of a space as one caller sees them. */
export interface Seen {
  readonly all: readonly PeopleGroup[];
  /** Ids of those that the caller belongs to; programs belong to none. */
  readonly own: ReadonlySet<string>;
}

export const seenBy = async (
  { groups }: Pick<ApprovalDeps, 'groups'>,
  { caller, tx, spaceId }: CallContext,
): Promise<Seen> => ({
  all: await groups.list(tx, spaceId),
  own: new Set(caller.kind === 'user' ? await groups.of(tx, spaceId, caller.userId) : []),
});

/** For lists. */
export const asShown = (approval: Approval, { all, own }: Seen) => {
  const { groupId, groupName } = approval;
  const group = all.find(({ id }) => id === groupId);
  return {
    ...without(approval, ['groupId', 'groupName', 'details']),
    group: { id: groupId, name: group?.name ?? groupName, deleted: group === undefined },
    mine: own.has(groupId),
  };
};

/** For whoever opens one. */
export const inDetail = (approval: Approval, seen: Seen) => ({
  ...asShown(approval, seen),
  details: approval.details,
});
