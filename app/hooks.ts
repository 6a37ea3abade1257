import { openEndpoints } from '../connectors/hooks/endpoints.ts';
import { hooksPrefix, inboundHandler, type InboundHandler } from '../connectors/hooks/inbound.ts';
import { openKeySets } from '../connectors/hooks/key-sets.ts';
import { startPollerClock } from '../connectors/hooks/poll/clock.ts';
import { fetchItems } from '../connectors/hooks/poll/fetch-items.ts';
import { runPollerJob, runPollerName } from '../connectors/hooks/poll/run-poller.ts';
import { openReceipts } from '../connectors/hooks/receipts.ts';
import { hookOperations } from '../connectors/operations/hooks.ts';
import type { OperationCaller } from '../connectors/call/call-operation.ts';
import type { Clock, EventBus, Hints, Log, Running } from '../core/ports.ts';
import type { Config } from '../platform/config.ts';
import type { Db, Tx } from '../platform/db/open.ts';
import type { Egress } from '../platform/egress/egress.ts';
import type { HubOperation } from '../platform/invoke/context.ts';
import { openJobs } from '../platform/jobs/queue.ts';
import type { JobDefinition } from '../platform/jobs/run-one.ts';
import type { KeyVault } from '../platform/vault/vault.ts';
import type { Lifecycle } from './lifecycle.ts';

export interface HookParts {
  readonly config: Config;
  readonly db: Db;
  readonly vault: KeyVault;
  readonly hints: Hints;
  readonly events: EventBus<Tx>;
  readonly clock: Clock;
  readonly log: Log;
  readonly lifecycle: Lifecycle;
  readonly caller: OperationCaller;
  readonly egress: Egress;
}

export interface Hooks {
  readonly operations: readonly HubOperation[];
  readonly jobs: readonly (readonly [string, JobDefinition])[];
  /** For the gateway: what it hands over unread. */
  readonly prefixes: ReadonlyMap<string, InboundHandler>;
  /** For the role `worker`. */
  startPollers(): Running;
}

/** Webhooks that come in, and pollers. */
export const startHooks = async (parts: HookParts): Promise<Hooks> => {
  const { config, db, vault, hints, events, clock, log, lifecycle, caller, egress } = parts;
  const publicUrl = config.HUB_PUBLIC_URL;
  const jobs = openJobs({ hints });
  const endpoints = await lifecycle.start('webhook endpoints', async () => {
    const opened = openEndpoints({ db, vault, hints, clock });
    return { ...opened, stop: async () => opened.close() };
  });
  const inbound = inboundHandler({
    ...{ db, endpoints, clock, log, publicUrl },
    receipts: openReceipts({ db, events }),
    keySets: openKeySets({ egress, clock }),
  });
  return {
    operations: hookOperations({ vault, hints, jobs, publicUrl }),
    jobs: [[runPollerName, runPollerJob({ db, events, log, fetch: fetchItems(caller) })]],
    prefixes: new Map([[hooksPrefix, inbound]]),
    startPollers: () => startPollerClock({ db, jobs, hints, clock, log }),
  };
};
