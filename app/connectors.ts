import type { Blobs, Clock, EventBus, Hints, Log, RateLimiter } from '../core/ports.ts';
import { openAuthoriser } from '../connectors/auth/authorise.ts';
import { pollDeviceJob, pollDeviceName } from '../connectors/auth/device-job.ts';
import { openCaller, type OperationCaller } from '../connectors/call/call-operation.ts';
import { openKnownConnectors } from '../connectors/call/known.ts';
import { probeConnection } from '../connectors/call/probe.ts';
import type { DefinedConnector } from '../connectors/define/define-connector.ts';
import { openGallery } from '../connectors/define/gallery.ts';
import { connectorOperations } from '../connectors/operations.ts';
import { builtinConnectors } from '../connectors/providers/builtin.ts';
import { connectorAuth } from '../connectors/store-versions.ts';
import { operationUses } from '../flows/store-uses.ts';
import type { AuditTrail } from '../platform/audit/trail.ts';
import { spaceFiles } from '../platform/blobs/space-files.ts';
import type { Config } from '../platform/config.ts';
import type { Db, Tx } from '../platform/db/open.ts';
import type { Egress } from '../platform/egress/egress.ts';
import { egressOnDemand } from '../platform/egress/on-demand.ts';
import type { HubOperation } from '../platform/invoke/context.ts';
import { openJobs } from '../platform/jobs/queue.ts';
import type { JobDefinition } from '../platform/jobs/run-one.ts';
import type { KeyVault } from '../platform/vault/vault.ts';
import { startHooks, type Hooks } from './hooks.ts';
import type { Lifecycle } from './lifecycle.ts';

export interface ConnectorParts {
  readonly config: Config;
  readonly db: Db;
  readonly vault: KeyVault;
  readonly hints: Hints;
  readonly events: EventBus<Tx>;
  readonly audit: AuditTrail;
  readonly blobs: Blobs;
  readonly limiter: RateLimiter;
  readonly clock: Clock;
  readonly log: Log;
  readonly lifecycle: Lifecycle;
}

export interface Connectors {
  readonly caller: OperationCaller;
  readonly egress: Egress;
  readonly operations: HubOperation[];
  readonly jobs: ReadonlyMap<string, JobDefinition>;
  readonly hooks: Pick<Hooks, 'prefixes' | 'startPollers'>;
}

/** The module `connectors`, with the way out that its calls take. */
export const startConnectors = async (parts: ConnectorParts): Promise<Connectors> => {
  const { config, db, vault, hints, events, audit, blobs, limiter, clock, log, lifecycle } = parts;
  const egress = await lifecycle.start('egress', async () => {
    const opened = egressOnDemand(async () => {
      const { createEgress } = await import('../platform/egress/egress.ts');
      return createEgress({ allow: config.egressAllow, log });
    });
    return { ...opened, stop: opened.close };
  });
  const authoriser = await lifecycle.start('authoriser', async () =>
    openAuthoriser({ db, vault, egress, hints, events, clock, log }),
  );
  const known = await lifecycle.start('known connectors', async () => {
    const opened = openKnownConnectors({ db, hints, clock });
    return { ...opened, stop: async () => opened.close() };
  });
  const files = spaceFiles(blobs);
  const gallery = openGallery({
    builtin: builtinConnectors,
    folder: await connectorsIn(config.HUB_CONNECTORS),
  });
  const { functions } = gallery;
  const caller = openCaller({ functions, known, authoriser, egress, limiter, log, files });
  const jobs = openJobs({ hints });
  const connection = {
    ...{ db, vault, egress, hints, events, jobs, audit, clock, log, authoriser },
    schemesOf: connectorAuth,
    probe: probeConnection(caller),
    publicUrl: config.HUB_PUBLIC_URL,
  };
  const hooks = await startHooks({ ...parts, caller, egress });
  const ownOperations = connectorOperations({
    db,
    egress,
    blobs,
    files,
    hints,
    events,
    limiter,
    clock,
    log,
    uses: operationUses,
    caller,
    gallery,
    connection,
  });
  return {
    caller,
    egress,
    hooks,
    operations: [...ownOperations, ...hooks.operations],
    jobs: new Map([[pollDeviceName, pollDeviceJob(connection)], ...hooks.jobs]),
  };
};

/** Code of the owner of this installation: run only where a folder is named. */
const connectorsIn = async (folder: string | undefined): Promise<readonly DefinedConnector[]> => {
  if (folder === undefined) return [];
  const { loadFolder } = await import('../connectors/define/load-folder.ts');
  return loadFolder(folder);
};
