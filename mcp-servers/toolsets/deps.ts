import type { FlowCatalogue, OperationUses } from '../../core/flow-ports.ts';
import type { Callables, Clock, EventBus, Hints } from '../../core/ports.ts';
import type { Db, Tx } from '../../platform/db/open.ts';

/** What the operations of toolsets are built on; each takes only the part that it uses. */
export interface ToolsetDeps {
  readonly db: Db;
  readonly hints: Hints;
  readonly events: EventBus<Tx>;
  readonly clock: Clock;
  readonly callables: Callables;
  readonly uses: Pick<OperationUses<Tx>, 'countFlows'>;
  readonly catalogue: Pick<FlowCatalogue, 'near' | 'connection' | 'groups'>;
}
