import type { Clock, EventBus, Hints, Log, Running } from '../../core/ports.ts';
import type { Db, Tx } from '../../platform/db/open.ts';
import { startDueRounds } from '../../platform/due-rounds.ts';
import { approvalsTopic } from './deps.ts';
import { expired } from './facts.ts';
import { expireDue, msUntilDue } from './store.ts';

const atOnce = 200;
/** How long it looks away at most: a hint may be lost. */
const longestMs = 5_000;
const leastMs = 20;

export interface ApprovalClockDeps {
  readonly db: Db;
  readonly events: EventBus<Tx>;
  readonly hints: Hints;
  readonly clock: Clock;
  readonly log: Log;
}

/** Ends questions that nobody has answered in time. Any number of processes may do it: each is ended by one. */
export const startApprovalClock = ({ db, events, hints, clock, log }: ApprovalClockDeps): Running =>
  startDueRounds({
    what: 'ends of approvals',
    topic: approvalsTopic,
    ...{ hints, clock, log, longestMs },
    round: () =>
      db.asSystem(async (tx) => {
        const due = await expireDue(tx, atOnce);
        for (const [spaceId, some] of Map.groupBy(due, (one) => one.spaceId))
          await events.publish(tx, spaceId, some.map(expired));
        const nextMs = await msUntilDue(tx);
        if (due.length === atOnce) return 0;
        return nextMs === null ? null : Math.max(nextMs, leastMs);
      }),
  });
