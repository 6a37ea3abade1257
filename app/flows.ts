import type { KnownConnectors } from '../connectors/call/known.ts';
import type { FlowCatalogue } from '../core/flow-ports.ts';
import type { Clock, EventBus, Hints } from '../core/ports.ts';
import { openKnownFlows, type KnownFlows } from '../flows/known-flows.ts';
import { flowOperations } from '../flows/operations.ts';
import { openResources, type FlowResources } from '../flows/resources/open-resources.ts';
import { openSecrets, type Secrets } from '../flows/secrets.ts';
import { openKnownVariables, type KnownVariables } from '../flows/variables/known-variables.ts';
import type { Db, Tx } from '../platform/db/open.ts';
import type { Egress } from '../platform/egress/egress.ts';
import type { HubOperation } from '../platform/invoke/context.ts';
import type { KeyVault } from '../platform/vault/vault.ts';
import { openFlowCatalogue } from './flow-catalogue.ts';
import type { Lifecycle } from './lifecycle.ts';
import { uses } from './uses.ts';

export interface FlowParts {
  readonly db: Db;
  readonly vault: KeyVault;
  readonly hints: Hints;
  readonly events: EventBus<Tx>;
  readonly clock: Clock;
  readonly lifecycle: Lifecycle;
  readonly connectors: KnownConnectors;
  readonly egress: Egress;
  /** All that the hub offers by name, these included. */
  readonly allOperations: () => readonly HubOperation[];
}

export interface Flows {
  readonly operations: HubOperation[];
  readonly known: KnownFlows;
  readonly secrets: Secrets;
  readonly resources: FlowResources;
  readonly catalogue: FlowCatalogue;
  readonly variables: KnownVariables;
}

/** The module `flows`. */
export const startFlows = async (parts: FlowParts): Promise<Flows> => {
  const { db, vault, hints, events, clock, lifecycle, connectors, allOperations } = parts;
  const secrets = openSecrets({ db, vault });
  const resources = openResources({ db, egress: parts.egress, secrets, clock });
  const catalogue = openFlowCatalogue({ db, known: connectors, operations: allOperations });
  const known = await lifecycle.start('known flows', async () => {
    const opened = openKnownFlows({ db, hints, clock, resources });
    return { ...opened, stop: async () => opened.close() };
  });
  const variables = await lifecycle.start('known variables', async () => {
    const opened = openKnownVariables({ db, hints, clock });
    return { ...opened, stop: async () => opened.close() };
  });
  return {
    operations: flowOperations({ db, vault, hints, events, catalogue, clock, resources, uses }),
    ...{ known, variables },
    ...{ secrets, resources, catalogue },
  };
};
