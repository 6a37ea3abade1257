import type { EventBus, Hints, PeopleGroups, RateLimiter } from '../../core/ports.ts';
import type { AuditTrail } from '../../platform/audit/trail.ts';
import type { Db, Tx } from '../../platform/db/open.ts';

/** What approvals are built on; each operation takes only the part that it uses. */
export interface ApprovalDeps {
  readonly db: Db;
  readonly events: EventBus<Tx>;
  readonly hints: Hints;
  readonly audit: AuditTrail;
  readonly limiter: RateLimiter;
  readonly groups: PeopleGroups<Tx>;
  /** Where people reach the hub; undefined where this process does not know. */
  readonly publicUrl: () => string | undefined;
}

/** Rung when somebody is asked: the time of that may be over before any other. */
export const approvalsTopic = 'approvals';
