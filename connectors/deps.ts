import type { Blobs, Clock, EventBus, Hints, Log, RateLimiter } from '../core/ports.ts';
import type { Uses } from '../core/toolset-uses.ts';
import type { Db, Tx } from '../platform/db/open.ts';
import type { Egress } from '../platform/egress/egress.ts';

/** What the connectors' operations are built on; each takes only the part that it uses. */
export interface ConnectorDeps {
  readonly db: Db;
  readonly egress: Egress;
  readonly blobs: Blobs;
  readonly hints: Hints;
  readonly events: EventBus<Tx>;
  readonly limiter: RateLimiter;
  readonly clock: Clock;
  readonly log: Log;
  readonly uses: Uses<Tx>;
}

/** Processes forget what they know of connectors when they hear this. */
export const connectorsChanged = 'connectors.changed';
