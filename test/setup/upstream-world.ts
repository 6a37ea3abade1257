import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startBlobs } from '../../app/blobs.ts';
import { startConnectors, type Connectors } from '../../app/connectors.ts';
import { openLifecycle } from '../../app/lifecycle.ts';
import { startUpstream, type UpstreamModule } from '../../app/mcp-upstream.ts';
import { startSharing } from '../../app/outside.ts';
import { uses } from '../../app/uses.ts';
import type { Caller } from '../../core/caller.ts';
import { isHubError } from '../../core/errors.ts';
import type { ToolCaller } from '../../core/ports.ts';
import { permissionsOf } from '../../core/roles.ts';
import type { Offer, Values } from '../../mcp-servers/serve/offer.ts';
import { openAuditTrail } from '../../platform/audit/trail.ts';
import { systemClock as clock } from '../../platform/clock.ts';
import { loadConfig, secretsFolder } from '../../platform/config.ts';
import { openEventBus } from '../../platform/events/bus.ts';
import type { Exchange as HttpExchange, HubOperation } from '../../platform/invoke/context.ts';
import { openInvoker } from '../../platform/invoke/invoker.ts';
import { openLog } from '../../platform/log.ts';
import { startTelemetry } from '../../platform/telemetry.ts';
import { loadMasterKeys } from '../../platform/vault/master-key.ts';
import { openVault } from '../../platform/vault/vault.ts';
import { openTestDatabase, type TestDatabase } from './database.ts';
import { makeSpaces } from './spaces.ts';

/** All of the hub that stands between its callers and others' MCP servers, without its gateway. */
export interface UpstreamWorld {
  readonly database: TestDatabase;
  readonly spaceId: string;
  readonly otherSpaceId: string;
  readonly connectors: Connectors;
  readonly upstream: UpstreamModule;
  /** Calls an operation of the hub as an owner of the space; a refusal is answered, not thrown. */
  use<Answer = Values>(name: string, input?: object, as?: UseAs): Promise<Answer>;
  /** Calls a tool as flows do. */
  call(name: string, input?: Values, as?: CallAs): Promise<unknown>;
  offer(server: string, caller?: Caller): Promise<Offer>;
  events(type?: string): Promise<{ type: string; subject: string; data: Values }[]>;
  logged(): string;
  stop(): Promise<void>;
}

export interface UseAs {
  readonly spaceId?: string;
  readonly caller?: Caller;
  readonly exchange?: HttpExchange;
}

export interface CallAs {
  readonly callerId?: string;
  readonly connection?: string | { readonly of: string };
  readonly exchange?: unknown;
  readonly signal?: AbortSignal;
}

export interface WorldOptions {
  readonly allow?: string;
  readonly commands?: Readonly<Record<string, readonly string[]>>;
  readonly publicUrl?: string;
  /** Looks at servers at their intervals. */
  readonly clock?: boolean;
}

export const startUpstreamWorld = async (options: WorldOptions = {}): Promise<UpstreamWorld> => {
  const database = await openTestDatabase(8);
  const { db } = database;
  const data = await mkdtemp(join(tmpdir(), 'app-connect-upstream-'));
  const lines: string[] = [];
  const config = loadConfig({
    ...{ HUB_DATA: data, DATABASE_URL: database.url, HUB_EGRESS_ALLOW: options.allow ?? '127.0.0.1' },
    HUB_MCP_STDIO: JSON.stringify(options.commands ?? {}),
    ...(options.publicUrl === undefined ? {} : { HUB_PUBLIC_URL: options.publicUrl }),
  });
  const log = openLog({ level: 'debug', destination: { write: (line) => void lines.push(line) } });
  const lifecycle = openLifecycle(log);
  const masterKeys = await loadMasterKeys({ setting: undefined, folder: secretsFolder(config) });
  const vault = await openVault({ db, masterKeys, clock });
  const { hints, limiter } = await startSharing({ config, db, log, clock, lifecycle });
  const events = openEventBus({ hints });
  const audit = openAuditTrail({ key: vault.deriveKey('audit'), clock });
  const blobs = await startBlobs({ config, log, lifecycle });
  const [spaceId = '', otherSpaceId = ''] = await makeSpaces(db, 2);
  const connectors = await startConnectors({
    ...{ config, db, vault, hints, events, audit, blobs, limiter, clock, log, lifecycle },
    tools: { call: (call) => upstream.tools.call(call) },
  });
  const upstream: UpstreamModule = await startUpstream({
    ...{ config, db, hints, events, clock, log, lifecycle, uses },
    egress: connectors.egress,
    servers: connectors.servers,
  });
  if (options.clock === true) await lifecycle.start('clock', async () => upstream.startClock());
  const telemetry = await startTelemetry({ endpoint: undefined, service: 'test' });
  const invoke = openInvoker({ ...{ db, audit, events, vault, clock, log, telemetry }, checkOutputs: true });
  const operations: HubOperation[] = [...connectors.operations, ...upstream.operations];
  const { signal } = new AbortController();

  const key = (space: string): Caller => ({
    ...{ kind: 'key', keyId: 'key_owner', name: 'Owner', spaceId: space },
    permissions: new Set(permissionsOf('owner')),
  });

  return {
    ...{ database, spaceId, otherSpaceId, connectors, upstream },
    use: async <Answer>(name: string, input: object = {}, as: UseAs = {}): Promise<Answer> => {
      const operation = operations.find((each) => each.name === name);
      if (operation === undefined) throw new Error(`there is no operation ${name}`);
      const caller = as.caller ?? key(as.spaceId ?? spaceId);
      try {
        const { exchange } = as;
        const asked = { operation, input, caller, requestId: 'req_test', signal, exchange };
        return (await invoke(asked)).output as Answer;
      } catch (error) {
        if (!isHubError(error) || error.code === 'internal') throw error;
        const { code, message, problems, details } = error;
        return { code, message, problems, details } as Answer;
      }
    },
    call: async (name, input = {}, as = {}) => {
      const [connector = '', operation = ''] = name.split('.');
      const answer = await connectors.caller.call({
        ...{ spaceId, connector, operation, input, signal, ...as },
      });
      return as.exchange === undefined ? answer.output : answer.result;
    },
    offer: async (server, caller = key(spaceId)) => {
      const as: ToolCaller = { caller, spaceId, facts: {}, toolsets: undefined };
      const offer = await upstream.offers.find(as, server);
      if (offer === undefined) throw new Error(`there is no server ${server}`);
      return offer;
    },
    events: async (type) => {
      const { rows } = await database.superuser.query<{ type: string; subject: string; data: Values }>(
        'select type, subject, data from outbox where $1::text is null or type = $1 order by seq',
        [type ?? null],
      );
      return rows;
    },
    logged: () => lines.join(''),
    stop: async () => {
      await lifecycle.stop();
      await database.drop();
      await rm(data, { recursive: true, force: true });
    },
  };
};
