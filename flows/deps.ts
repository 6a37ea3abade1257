import type { FlowCatalogue } from '../core/flow-ports.ts';
import type { Clock, EventBus, Hints } from '../core/ports.ts';
import type { ToolsetUses } from '../core/toolset-uses.ts';
import type { Db, Tx } from '../platform/db/open.ts';
import type { KeyVault } from '../platform/vault/vault.ts';
import type { FlowResources } from './resources/open-resources.ts';

/** What the flows' operations are built on; each takes only the part that it uses. */
export interface FlowDeps {
  readonly db: Db;
  readonly vault: Pick<KeyVault, 'seal' | 'open'>;
  readonly hints: Hints;
  readonly events: EventBus<Tx>;
  readonly catalogue: FlowCatalogue;
  readonly resources: FlowResources;
  readonly clock: Clock;
  readonly uses: ToolsetUses<Tx>;
}

/** What a flow is called where it is called as an operation. */
export const asTool = (flow: string): string => `flow.${flow}`;

/** Processes look again at the flows that they know when they hear this. */
export const flowsChanged = 'flows.changed';
