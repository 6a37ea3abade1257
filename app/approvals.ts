import type { Clock, EventBus, Hints, Log, RateLimiter, Running } from '../core/ports.ts';
import { startApprovalClock } from '../flows/approvals/clock.ts';
import { approvalOperations } from '../flows/approvals/operations.ts';
import { peopleGroups } from '../gateway/groups/store.ts';
import type { AuditTrail } from '../platform/audit/trail.ts';
import type { Db, Tx } from '../platform/db/open.ts';
import type { HubOperation } from '../platform/invoke/context.ts';

export interface ApprovalParts {
  readonly db: Db;
  readonly hints: Hints;
  readonly events: EventBus<Tx>;
  readonly audit: AuditTrail;
  readonly limiter: RateLimiter;
  readonly clock: Clock;
  readonly log: Log;
  /** Where people reach the hub, as far as it is known by then. */
  readonly publicUrl: () => string | undefined;
}

export interface Approvals {
  readonly operations: HubOperation[];
  /** For the role `worker`. */
  startClock(): Running;
}

/** Questions to people: the groups that they are in belong to the gateway. */
export const openApprovals = (parts: ApprovalParts): Approvals => ({
  operations: approvalOperations({ ...parts, groups: peopleGroups }),
  startClock: () => startApprovalClock(parts),
});
