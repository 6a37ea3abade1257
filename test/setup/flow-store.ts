import { uses } from '../../app/uses.ts';
import type { Caller } from '../../core/caller.ts';
import { permissionNames } from '../../core/roles.ts';
import type { JsonSchema } from '../../core/connector.ts';
import type { FlowCatalogue } from '../../core/flow-ports.ts';
import type { FlowDeps } from '../../flows/deps.ts';
import { flowOperations } from '../../flows/operations.ts';
import { openResources } from '../../flows/resources/open-resources.ts';
import { openSecrets } from '../../flows/secrets.ts';
import { hasSecret } from '../../flows/store-secrets.ts';
import { isPublished } from '../../flows/store-versions.ts';
import { currentNames } from '../../flows/variables/store-variables.ts';
import { openAuditTrail } from '../../platform/audit/trail.ts';
import type { Db } from '../../platform/db/open.ts';
import { parseAllowList } from '../../platform/egress/allow-list.ts';
import { createEgress } from '../../platform/egress/egress.ts';
import { openEventBus } from '../../platform/events/bus.ts';
import { openInProcessHints } from '../../platform/hints/in-process.ts';
import { newId } from '../../platform/ids.ts';
import { openInvoker } from '../../platform/invoke/invoker.ts';
import { openLog } from '../../platform/log.ts';
import { startTelemetry } from '../../platform/telemetry.ts';
import { parseMasterKeys } from '../../platform/vault/master-key.ts';
import { openVault } from '../../platform/vault/vault.ts';
import { openTestDatabase, type TestDatabase } from './database.ts';
import { openTestClock } from './gateway.ts';
import { makeSpaces } from './spaces.ts';

/** Operations that flows of a test can call, and the connections that there are of them. */
export interface TestCatalogue {
  readonly operations: Map<string, JsonSchema>;
  readonly connections: Set<string>;
  readonly groups: Set<string>;
}

export interface FlowTrial {
  readonly database: TestDatabase;
  readonly space: string;
  readonly other: string;
  readonly deps: FlowDeps;
  readonly offered: TestCatalogue;
  /** As an API key of the space with every permission, unless told otherwise: `person` is the id of one. */
  call<Output = Record<string, unknown>>(
    name: string,
    input: object,
    as?: { space?: string; name?: string; person?: string },
  ): Promise<Output>;
  events(type: string): Promise<{ subject: string; data: Record<string, unknown> }[]>;
  stop(): Promise<void>;
}

/** What a real space would say, with operations of the test's own. */
const catalogueOf = (db: Db, { operations, connections, groups }: TestCatalogue): FlowCatalogue => ({
  operation: async (_space, name) => {
    const input = operations.get(name);
    return input === undefined ? null : { input, definitions: {} };
  },
  near: async (_space, name) => [...operations.keys()].filter((one) => one[0] === name[0]),
  connection: async (_space, connector, name) => connections.has(`${connector} ${name}`),
  secret: (space, name) => db.readInSpace(space, (tx) => hasSecret(tx, space, name)),
  variables: (space) => db.readInSpace(space, (tx) => currentNames(tx, space)),
  groups: async () => [...groups],
  flow: (space, wanted) => db.readInSpace(space, (tx) => isPublished(tx, space, wanted)),
});

/** The operations of flows on a database of their own. */
export const startFlowStore = async (): Promise<FlowTrial> => {
  const database = await openTestDatabase();
  const { db } = database;
  const [space = '', other = ''] = await makeSpaces(db, 2);
  const clock = openTestClock();
  const log = openLog({ level: 'silent' });
  const masterKeys = parseMasterKeys(`k1:${Buffer.alloc(32, 7).toString('base64')}`, 'the test');
  const vault = await openVault({ db, masterKeys, clock });
  const hints = openInProcessHints();
  const events = openEventBus({ hints });
  const audit = openAuditTrail({ key: Buffer.alloc(32, 3), clock });
  const offered: TestCatalogue = { operations: new Map(), connections: new Set(), groups: new Set() };
  const egress = createEgress({ allow: parseAllowList(['127.0.0.0/8']).entries, log });
  const resources = openResources({ db, egress, clock, secrets: openSecrets({ db, vault }) });
  const catalogue = catalogueOf(db, offered);
  const deps: FlowDeps = { db, vault, hints, events, clock, catalogue, resources, uses };
  const operations = new Map(flowOperations(deps).map((operation) => [operation.name, operation]));
  const telemetry = await startTelemetry({ endpoint: undefined, service: 'test' });
  const invoke = openInvoker({ db, audit, events, vault, clock, log, telemetry, checkOutputs: true });
  return {
    ...{ database, space, other, deps, offered },
    call: async <Output>(
      name: string,
      input: object,
      as: { space?: string; name?: string; person?: string } = {},
    ) => {
      const operation = operations.get(name);
      if (operation === undefined) throw new Error(`There is no operation "${name}".`);
      const { output } = await invoke({
        ...{ operation, input, requestId: newId('req'), signal: AbortSignal.timeout(120_000) },
        caller: callerOf(as.space ?? space, as.name ?? 'a test', as.person),
      });
      return output as Output;
    },
    events: async (type) => {
      const { rows } = await database.superuser.query<{ subject: string; data: Record<string, unknown> }>(
        'select subject, data from outbox where type = $1 order by seq',
        [type],
      );
      return rows;
    },
    stop: async () => {
      await hints.close();
      await egress.close();
      await database.drop();
    },
  };
};

const callerOf = (spaceId: string, name: string, userId?: string): Caller => {
  const permissions = new Set(permissionNames);
  return userId === undefined
    ? { kind: 'key', keyId: 'key_00000000000000000000000000', name, spaceId, permissions }
    : {
        ...{ kind: 'user', userId, name, spaceId, permissions },
        ...{ sessionId: 'ses_00000000000000000000000000', installationOwner: false, role: null },
      };
};
