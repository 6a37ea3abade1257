import type { KnownConnectors } from '../connectors/call/known.ts';
import { connectorsChanged } from '../connectors/deps.ts';
import type { Callables, Clock, EventBus, Hints, Log, RateLimiter, Subscription } from '../core/ports.ts';
import { flowsChanged } from '../flows/deps.ts';
import { toolsetOperations } from '../mcp-servers/operations/toolsets.ts';
import { changesOfCallables } from '../mcp-servers/toolsets/changes-of-callables.ts';
import type { Offers } from '../mcp-servers/serve/offer.ts';
import type { OpenedOffers } from '../mcp-servers/toolsets/offers.ts';
import type { ServerOffers } from '../mcp-servers/upstream/server-offers.ts';
import type { Db, Tx } from '../platform/db/open.ts';
import type { HubOperation } from '../platform/invoke/context.ts';
import type { Metrics } from '../platform/metrics.ts';
import type { Telemetry } from '../platform/telemetry.ts';
import { openFlowCatalogue } from './flow-catalogue.ts';
import type { Lifecycle } from './lifecycle.ts';
import { uses } from './uses.ts';

export interface ToolsetParts {
  readonly db: Db;
  readonly hints: Hints;
  readonly events: EventBus<Tx>;
  readonly limiter: RateLimiter;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly telemetry: Pick<Telemetry, 'span'>;
  readonly lifecycle: Lifecycle;
  readonly callables: Callables;
  readonly connectors: KnownConnectors;
  readonly allOperations: () => readonly HubOperation[];
  /** Servers of others that are offered whole, once there are any. */
  readonly servers?: () => ServerOffers | undefined;
}

export interface Toolsets {
  readonly operations: HubOperation[];
  readonly subscription: Subscription<Tx>;
  /** Loads what serves toolsets when the first caller asks for one. */
  offers(): Promise<Offers>;
}

/** The module `mcp-servers`, as far as it offers what the hub has. */
export const startToolsets = async (parts: ToolsetParts): Promise<Toolsets> => {
  const { db, hints, events, limiter, clock, log, lifecycle, callables, connectors, allOperations } = parts;
  const { metrics, telemetry } = parts;
  const catalogue = openFlowCatalogue({ db, known: connectors, operations: allOperations });
  let opened: Promise<OpenedOffers> | undefined;
  const open = async (): Promise<OpenedOffers> => {
    const { openOffers } = await import('../mcp-servers/toolsets/offers.ts');
    const topics = [connectorsChanged, flowsChanged];
    return openOffers({
      ...{ db, hints, events, callables, limiter, clock, log, topics, metrics, telemetry },
      servers: parts.servers?.(),
    });
  };
  await lifecycle.start('toolsets', async () => ({
    stop: async () => {
      await (await opened)?.stop();
    },
  }));
  return {
    operations: toolsetOperations({ db, hints, events, clock, callables, catalogue, uses }),
    subscription: {
      name: 'toolsets',
      types: changesOfCallables,
      handle: async (event, tx) => {
        const { onCallableChange } = await import('../mcp-servers/toolsets/on-change.ts');
        await onCallableChange({ callables, events, hints }, event, tx);
      },
    },
    offers: () => (opened ??= open()),
  };
};
