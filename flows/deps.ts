import type { Clock, EventBus, FlowCatalogue, Hints } from '../core/ports.ts';
import type { Db, Tx } from '../platform/db/open.ts';
import type { KeyVault } from '../platform/vault/vault.ts';

/** What the flows' operations are built on; each takes only the part that it uses. */
export interface FlowDeps {
  readonly db: Db;
  readonly vault: Pick<KeyVault, 'seal' | 'open'>;
  readonly hints: Hints;
  readonly events: EventBus<Tx>;
  readonly catalogue: FlowCatalogue;
  readonly clock: Clock;
}

/** Processes look again at the flows that they know when they hear this. */
export const flowsChanged = 'flows.changed';
