import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openApprovals } from '../../app/approvals.ts';
import { startBlobs } from '../../app/blobs.ts';
import { openCallables } from '../../app/callables.ts';
import { startConnectors } from '../../app/connectors.ts';
import { startFlowRuns } from '../../app/flow-runs.ts';
import { startFlows } from '../../app/flows.ts';
import { openLifecycle } from '../../app/lifecycle.ts';
import { startUpstream, type UpstreamModule } from '../../app/mcp-upstream.ts';
import { startSharing } from '../../app/outside.ts';
import { startToolsets, type Toolsets } from '../../app/toolsets.ts';
import { uses } from '../../app/uses.ts';
import type { Caller } from '../../core/caller.ts';
import { isHubError } from '../../core/errors.ts';
import type { Callables, ToolCaller } from '../../core/ports.ts';
import { permissionsOf, type Permission } from '../../core/roles.ts';
import type { Exchange, Offer, Offers, Outcome, Values } from '../../mcp-servers/serve/offer.ts';
import { openAuditTrail } from '../../platform/audit/trail.ts';
import { systemClock as clock } from '../../platform/clock.ts';
import { loadConfig, secretsFolder } from '../../platform/config.ts';
import { openEventBus } from '../../platform/events/bus.ts';
import type { HubOperation } from '../../platform/invoke/context.ts';
import { openInvoker } from '../../platform/invoke/invoker.ts';
import { openLog } from '../../platform/log.ts';
import { openMetrics } from '../../platform/metrics.ts';
import { startTelemetry } from '../../platform/telemetry.ts';
import { loadMasterKeys } from '../../platform/vault/master-key.ts';
import { openVault } from '../../platform/vault/vault.ts';
import { openTestDatabase, type TestDatabase } from './database.ts';
import { makeSpaces } from './spaces.ts';

/** All of the hub that stands behind tools, without its gateway: real connectors, flows, approvals and a database. */
export interface ToolsetWorld {
  readonly database: TestDatabase;
  readonly spaceId: string;
  readonly otherSpaceId: string;
  readonly callables: Callables;
  readonly toolsets: Toolsets;
  readonly offers: Offers;
  readonly operations: readonly HubOperation[];
  /** Calls an operation of the hub as an owner of the space; a refusal is answered, not thrown. */
  use<Answer = Values>(name: string, input?: object, spaceId?: string): Promise<Answer>;
  caller(options?: CallerOptions): ToolCaller;
  offer(toolset: string, options?: CallerOptions): Promise<Offer>;
  /** What a model gets. */
  readonly call: (...call: CallParts) => Promise<ToolAnswer>;
  /** What a model sees. */
  listed(toolset: string, options?: CallerOptions): Promise<readonly ListedTool[]>;
  logged(): string;
  stop(): Promise<void>;
}

type CallParts = [toolset: string, tool: string, given?: Values, options?: CallOptions];

export interface CallerOptions {
  readonly permissions?: readonly Permission[];
  readonly facts?: Readonly<Record<string, string>>;
  readonly toolsets?: readonly string[];
  readonly spaceId?: string;
  readonly keyId?: string;
}

export interface CallOptions extends CallerOptions {
  readonly exchange?: Partial<Exchange>;
  readonly meta?: Values;
}

export interface ToolAnswer {
  readonly content: readonly {
    readonly type: string;
    readonly text?: string;
    readonly [more: string]: unknown;
  }[];
  readonly structuredContent?: Values;
  readonly isError?: boolean;
  /** Of the first part. */
  readonly text: string;
}

export interface ListedTool {
  readonly name: string;
  readonly title?: string;
  readonly description: string;
  readonly inputSchema: Values & {
    readonly properties?: Readonly<Record<string, Values>>;
    readonly required?: readonly string[];
  };
  readonly outputSchema?: Values;
  readonly annotations?: Values;
}

export const testExchange = (own: Partial<Exchange> = {}): Exchange => ({
  signal: new AbortController().signal,
  requestId: '1',
  clientCapabilities: {},
  progress: () => undefined,
  log: () => undefined,
  ask: () => Promise.reject(new Error('nobody is asked here')),
  answers: undefined,
  state: undefined,
  ...own,
});

/** `allow`: where calls may go, such as `127.0.0.1:4711`. */
export const startToolsetWorld = async (allow = '127.0.0.1:1'): Promise<ToolsetWorld> => {
  const database = await openTestDatabase(8);
  const { db } = database;
  const data = await mkdtemp(join(tmpdir(), 'app-connect-toolsets-'));
  const lines: string[] = [];
  const config = loadConfig({ HUB_DATA: data, DATABASE_URL: database.url, HUB_EGRESS_ALLOW: allow });
  const log = openLog({ level: 'debug', destination: { write: (line) => void lines.push(line) } });
  const lifecycle = openLifecycle(log);
  const masterKeys = await loadMasterKeys({ setting: undefined, folder: secretsFolder(config) });
  const vault = await openVault({ db, masterKeys, clock });
  const { hints, limiter } = await startSharing({ config, db, log, clock, lifecycle });
  const events = openEventBus({ hints });
  const audit = openAuditTrail({ key: vault.deriveKey('audit'), clock });
  const blobs = await startBlobs({ config, log, lifecycle });
  const [spaceId = '', otherSpaceId = ''] = await makeSpaces(db, 2);
  const operations: HubOperation[] = [];
  const allOperations = () => operations;
  const connectors = await startConnectors({
    ...{ config, db, vault, hints, events, audit, blobs, limiter, clock, log, lifecycle },
    tools: { call: (call) => servers.tools.call(call) },
  });
  const servers: UpstreamModule = await startUpstream({
    ...{ config, db, hints, events, clock, log, lifecycle, uses },
    ...{ egress: connectors.egress, servers: connectors.servers },
  });
  const telemetry = await startTelemetry({ endpoint: undefined, service: 'test' });
  const invoke = openInvoker({ ...{ db, audit, events, vault, clock, log, telemetry }, checkOutputs: true });
  const flows = await startFlows({
    ...{ db, vault, hints, events, clock, lifecycle, allOperations },
    connectors: connectors.caller.known,
    egress: connectors.egress,
  });
  const flowRuns = await startFlowRuns({
    ...{ db, vault, hints, events, clock, log, lifecycle, flows, allOperations },
    ...{ metrics: openMetrics(), telemetry: undefined, egress: connectors.egress, caller: connectors.caller },
    ...{ invoke: () => invoke, works: true, leaseMs: 10_000, drainMs: 1_000, brokers: undefined },
  });
  const approvals = openApprovals({
    ...{ db, hints, events, audit, limiter, clock, log },
    publicUrl: () => undefined,
  });
  await lifecycle.start('ends of approvals', async () => approvals.startClock());
  const { spaceFiles } = await import('../../platform/blobs/space-files.ts');
  const callables = openCallables({
    ...{
      db,
      caller: connectors.caller,
      files: spaceFiles(blobs),
      knownFlows: flows.known,
      runs: flowRuns.runs,
    },
    ...{ operations: allOperations, invoke: () => invoke },
  });
  const toolsets = await startToolsets({
    ...{ db, hints, events, limiter, clock, log, lifecycle, callables, allOperations },
    ...{ metrics: openMetrics(), telemetry },
    connectors: connectors.caller.known,
    servers: () => servers.offers,
  });
  operations.push(...connectors.operations, ...flows.operations, ...flowRuns.operations);
  operations.push(...approvals.operations, ...toolsets.operations, ...servers.operations);
  const offers = await toolsets.offers();

  const use = async <Answer>(name: string, input: object = {}, space = spaceId): Promise<Answer> => {
    const operation = operations.find((each) => each.name === name);
    if (operation === undefined) throw new Error(`there is no operation ${name}`);
    const caller: Caller = {
      ...{ kind: 'key', keyId: 'key_owner', name: 'Owner', spaceId: space },
      permissions: new Set(permissionsOf('owner')),
    };
    try {
      const signal = new AbortController().signal;
      return (await invoke({ operation, input, caller, requestId: 'req_test', signal })).output as Answer;
    } catch (error) {
      if (!isHubError(error) || error.code === 'internal') throw error;
      return { code: error.code, message: error.message, problems: error.problems } as Answer;
    }
  };

  const caller = (options: CallerOptions = {}): ToolCaller => {
    const space = options.spaceId ?? spaceId;
    return {
      caller: {
        ...{ kind: 'key', keyId: options.keyId ?? 'key_agent', name: 'Agent', spaceId: space },
        permissions: new Set(options.permissions ?? permissionsOf('operator')),
      },
      ...{ spaceId: space, facts: options.facts ?? {}, toolsets: options.toolsets },
    };
  };
  const offer = async (toolset: string, options?: CallerOptions): Promise<Offer> => {
    const found = await offers.find(caller(options), toolset);
    if (found === undefined) throw new Error(`there is no toolset ${toolset}`);
    return found;
  };
  return {
    ...{ database, spaceId, otherSpaceId, callables, toolsets, offers, operations, use, caller, offer },
    call: async (...[toolset, tool, given = {}, options = {}]) => {
      const { tools } = await offer(toolset, options);
      const outcome: Outcome = await tools.call(
        { name: tool, arguments: given, meta: options.meta ?? {} },
        testExchange(options.exchange),
      );
      if (outcome.kind !== 'complete') throw new Error('the tool asks');
      const result = outcome.result as unknown as ToolAnswer;
      return { ...result, text: result.content[0]?.text ?? '' };
    },
    listed: async (toolset, options) => {
      const { tools } = await offer(toolset, options);
      return (await tools.list(undefined)).items as unknown as ListedTool[];
    },
    logged: () => lines.join(''),
    stop: async () => {
      await lifecycle.stop();
      await database.drop();
      await rm(data, { recursive: true, force: true });
    },
  };
};

/** A shop that remembers its orders, as its document describes it. */
export const shopDocument = (origin: string, more: object = {}) => ({
  openapi: '3.1.0',
  info: { title: 'Shop', version: '1' },
  servers: [{ url: origin }],
  paths: {
    '/customers/{customerId}/orders': {
      get: {
        operationId: 'listOrders',
        summary: 'List the orders of a customer',
        tags: ['orders'],
        parameters: [
          { name: 'customerId', in: 'path', required: true, schema: { type: 'string' } },
          {
            name: 'limit',
            in: 'query',
            description: 'How many.',
            schema: { type: 'integer', minimum: 1, maximum: 50 },
          },
          { name: 'status', in: 'query', schema: { enum: ['open', 'sent'] } },
        ],
        responses: {
          200: answerOf({
            type: 'object',
            properties: { orders: { type: 'array', items: { $ref: '#/components/schemas/Order' } } },
          }),
        },
      },
      post: {
        operationId: 'createOrder',
        summary: 'Place an order',
        description: 'Orders are sent the same day.',
        parameters: [{ name: 'customerId', in: 'path', required: true, schema: { type: 'string' } }],
        requestBody: {
          required: true,
          content: { 'application/json': { schema: { $ref: '#/components/schemas/NewOrder' } } },
        },
        responses: { 201: answerOf({ $ref: '#/components/schemas/Order' }) },
      },
    },
    '/orders/{id}': {
      delete: {
        operationId: 'deleteOrder',
        summary: 'Delete an order',
        parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'integer' } }],
        responses: { 204: { description: 'gone' } },
      },
    },
    '/orders/{id}/label': {
      get: {
        operationId: 'getLabel',
        summary: 'The label of a parcel',
        parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'integer' } }],
        responses: { 200: { description: 'ok', content: { 'image/png': {} } } },
      },
    },
  },
  components: {
    schemas: {
      Order: {
        type: 'object',
        required: ['id'],
        properties: { id: { type: 'integer' }, item: { type: 'string' }, secretNote: { type: 'string' } },
      },
      NewOrder: {
        type: 'object',
        required: ['item'],
        properties: {
          item: { type: 'string', minLength: 2 },
          count: { type: 'integer', minimum: 1 },
          channel: { type: 'string' },
          payToken: { type: 'string' },
          address: { type: 'object', properties: { city: { type: 'string' } } },
        },
      },
    },
  },
  ...more,
});

const answerOf = (schema: object) => ({ description: 'ok', content: { 'application/json': { schema } } });
