import { randomBytes } from 'node:crypto';
import { uses } from '../../app/uses.ts';
import type { Caller } from '../../core/caller.ts';
import { nobody } from '../../core/caller.ts';
import { permissionNames } from '../../core/roles.ts';
import { openAuthoriser, type AuthoriserDeps } from '../../connectors/auth/authorise.ts';
import type { ConnectionDeps } from '../../connectors/auth/deps.ts';
import type { ConnectorAuth, Probe } from '../../connectors/auth/ports.ts';
import { connectionOperations } from '../../connectors/operations/connections.ts';
import { openAuditTrail } from '../../platform/audit/trail.ts';
import { parseAllowList } from '../../platform/egress/allow-list.ts';
import { createEgress } from '../../platform/egress/egress.ts';
import { openEventBus } from '../../platform/events/bus.ts';
import { openInProcessHints } from '../../platform/hints/in-process.ts';
import { newId } from '../../platform/ids.ts';
import type { Exchange } from '../../platform/invoke/context.ts';
import { openInvoker } from '../../platform/invoke/invoker.ts';
import { openJobs } from '../../platform/jobs/queue.ts';
import { openLog } from '../../platform/log.ts';
import { startTelemetry } from '../../platform/telemetry.ts';
import { parseMasterKeys } from '../../platform/vault/master-key.ts';
import { openVault } from '../../platform/vault/vault.ts';
import { openTestDatabase, type TestDatabase } from './database.ts';
import { openTestClock, type TestClock } from './gateway.ts';
import { makeSpaces } from './spaces.ts';

/** It sends a cookie to the paths below the one it was set for, and to no others. */
export interface Browser {
  readonly cookies: Map<string, { readonly value: string; readonly path: string }>;
  location: string | undefined;
}

/** What an answer shows of a connection. */
export interface Shown {
  readonly id: string;
  readonly name: string;
  readonly isDefault: boolean;
  readonly state: string;
  readonly account: string | null;
  readonly scopes: string[];
  readonly lastError: string | null;
  readonly expiresAt: string | null;
  readonly settings: Record<string, Record<string, string>>;
  readonly secrets: Record<string, Record<string, { set: true; hint: string | null }>>;
}

export interface ConnectionTrial {
  readonly database: TestDatabase;
  readonly space: string;
  readonly other: string;
  readonly masterKey: string;
  readonly deps: ConnectionDeps;
  readonly clock: TestClock;
  /** By name; the same in both spaces. */
  readonly connectors: Map<string, ConnectorAuth>;
  probe: Probe;
  /** As an API key of the space with every permission, unless told otherwise. */
  call<Output = Shown>(name: string, input: object, as?: CallAs): Promise<Output>;
  /** What the outbox holds. */
  events(type?: string): Promise<{ type: string; subject: string; data: Record<string, unknown> }[]>;
  sql<Row extends object>(text: string, values?: readonly unknown[]): Promise<Row[]>;
  stop(): Promise<void>;
}

export interface CallAs {
  readonly space?: string;
  readonly browser?: Browser;
  readonly nobody?: boolean;
}

export const newBrowser = (): Browser => ({ cookies: new Map(), location: undefined });

export type TrialOptions = Pick<AuthoriserDeps, 'leaseMs' | 'pollMs' | 'keepMs'>;

/** The operations of connections on a database of their own, and nothing between them and real providers. */
export const startConnections = async (options: TrialOptions = {}): Promise<ConnectionTrial> => {
  const database = await openTestDatabase();
  const { db } = database;
  const [space = '', other = ''] = await makeSpaces(db, 2);
  const clock = openTestClock();
  const log = openLog({ level: 'silent' });
  const masterKey = `k1:${randomBytes(32).toString('base64')}`;
  const vault = await openVault({ db, masterKeys: parseMasterKeys(masterKey, 'the test'), clock });
  const egress = createEgress({ allow: parseAllowList(['127.0.0.1']).entries, log });
  const hints = openInProcessHints();
  const events = openEventBus({ hints });
  const audit = openAuditTrail({ key: randomBytes(32), clock });
  const shared = { db, vault, egress, hints, events, clock, log };
  const connectors = new Map<string, ConnectorAuth>();
  const authoriser = openAuthoriser({ ...shared, ...options });
  const deps: ConnectionDeps = {
    ...shared,
    ...{ audit, authoriser, jobs: openJobs({ hints }), publicUrl: undefined, uses },
    schemesOf: async (_tx, _space, name) => connectors.get(name),
    probe: (call) => trial.probe(call),
  };
  const operations = new Map(connectionOperations(deps).map((operation) => [operation.name, operation]));
  const telemetry = await startTelemetry({ endpoint: undefined, service: 'test' });
  const invoke = openInvoker({ ...shared, audit, telemetry, checkOutputs: true });

  const trial: ConnectionTrial = {
    ...{ database, space, other, masterKey, deps, clock, connectors },
    probe: async () => undefined,
    call: async <Output>(name: string, input: object, as: CallAs = {}) => {
      const operation = operations.get(name);
      if (operation === undefined) throw new Error(`There is no operation "${name}".`);
      const { output } = await invoke({
        ...{ operation, input, requestId: newId('req'), signal: AbortSignal.timeout(120_000) },
        caller: as.nobody === true ? nobody : keyOf(as.space ?? space),
        exchange: as.browser === undefined ? undefined : exchangeOf(as.browser, operation.http.path),
      });
      return output as Output;
    },
    events: async (type) => {
      const rows = await database.superuser.query<{ type: string; subject: string; data: object }>(
        'select type, subject, data from outbox where $1::text is null or type = $1 order by seq',
        [type ?? null],
      );
      return rows.rows as { type: string; subject: string; data: Record<string, unknown> }[];
    },
    sql: async <Row extends object>(text: string, values: readonly unknown[] = []) =>
      (await database.superuser.query<Row & Record<string, unknown>>(text, [...values])).rows as Row[],
    stop: async () => {
      await authoriser.stop();
      await egress.close();
      await database.drop();
    },
  };
  return trial;
};

const keyOf = (spaceId: string): Caller => ({
  ...{ kind: 'key', keyId: 'key_00000000000000000000000000', name: 'a test', spaceId },
  permissions: new Set(permissionNames),
});

export const exchangeOf = (browser: Browser, at: string): Exchange => ({
  ip: '198.51.100.7',
  userAgent: 'a browser of the tests',
  origin: 'http://127.0.0.1:3000',
  cookies: new Map(
    [...browser.cookies].flatMap(([name, { value, path }]) =>
      at === path || at.startsWith(`${path}/`) ? [[name, value]] : [],
    ),
  ),
  setCookie: ({ name, value, path }) =>
    void (value === null ? browser.cookies.delete(name) : browser.cookies.set(name, { value, path })),
  redirect: (location) => {
    browser.location = location;
  },
  stream: () => undefined,
  file: ({ body }) => {
    body.destroy();
  },
});
