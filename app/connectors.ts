import { HubError } from '../core/errors.ts';
import type {
  Blobs,
  Clock,
  ConnectionSigner,
  EventBus,
  Hints,
  Log,
  RateLimiter,
  ServerConnectors,
  UpstreamTools,
} from '../core/ports.ts';
import { openAuthoriser } from '../connectors/auth/authorise.ts';
import { clientDocumentUrl } from '../connectors/auth/client-document.ts';
import { openConnectionSigner } from '../connectors/auth/connection-signer.ts';
import { pollDeviceJob, pollDeviceName } from '../connectors/auth/device-job.ts';
import { openCaller, type OperationCaller } from '../connectors/call/call-operation.ts';
import { openKnownConnectors } from '../connectors/call/known.ts';
import { probeConnection } from '../connectors/call/probe.ts';
import type { DefinedConnector } from '../connectors/define/define-connector.ts';
import { openGallery } from '../connectors/define/gallery.ts';
import { connectorOperations } from '../connectors/operations.ts';
import { builtinConnectors } from '../connectors/providers/builtin.ts';
import { openServerConnectors } from '../connectors/server-connectors.ts';
import { connectorAuth } from '../connectors/store-versions.ts';
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
import { uses } from './uses.ts';

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
  /** Of others' MCP servers, where there are any. */
  readonly tools?: UpstreamTools;
}

export interface Connectors {
  readonly caller: OperationCaller;
  readonly egress: Egress;
  readonly operations: HubOperation[];
  readonly jobs: ReadonlyMap<string, JobDefinition>;
  readonly hooks: Pick<Hooks, 'prefixes' | 'startPollers'>;
  /** For others' MCP servers, which are connectors too. */
  readonly servers: { readonly versions: ServerConnectors<Tx>; readonly signer: ConnectionSigner };
}

/** The module `connectors`, with the way out that its calls take. */
export const startConnectors = async (parts: ConnectorParts): Promise<Connectors> => {
  const { config, db, vault, hints, events, audit, blobs, limiter, clock, log, lifecycle } = parts;
  const { tools = noServers } = parts;
  const egress = await lifecycle.start('egress', async () => {
    const opened = egressOnDemand(async () => {
      const { createEgress } = await import('../platform/egress/egress.ts');
      return createEgress({ allow: config.egressAllow, log });
    });
    return { ...opened, stop: opened.close };
  });
  const authoriser = await lifecycle.start('authoriser', async () =>
    openAuthoriser({
      ...{ db, vault, egress, hints, events, clock, log },
      clientDocument: clientDocumentUrl(config.HUB_PUBLIC_URL),
    }),
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
  const caller = openCaller({ functions, known, authoriser, egress, limiter, log, files, tools });
  const jobs = openJobs({ hints });
  const connection = {
    ...{ db, vault, egress, hints, events, jobs, audit, clock, log, authoriser },
    schemesOf: connectorAuth,
    probe: probeConnection(caller),
    publicUrl: config.HUB_PUBLIC_URL,
    uses,
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
    uses,
    caller,
    gallery,
    connection,
  });
  return {
    caller,
    egress,
    hooks,
    operations: [...ownOperations, ...hooks.operations],
    servers: {
      versions: openServerConnectors({ events, hints }),
      signer: openConnectionSigner({ db, hints, events, known, authoriser }),
    },
    jobs: new Map([[pollDeviceName, pollDeviceJob(connection)], ...hooks.jobs]),
  };
};

const noServers: UpstreamTools = {
  call: async ({ server }) => {
    throw new HubError('not_found', `The MCP server "${server}" is not spoken to from here.`);
  },
};

/** Code of the owner of this installation: run only where a folder is named. */
const connectorsIn = async (folder: string | undefined): Promise<readonly DefinedConnector[]> => {
  if (folder === undefined) return [];
  const { loadFolder } = await import('../connectors/define/load-folder.ts');
  return loadFolder(folder);
};
