import type { ServerPlan } from '../../core/connector.ts';
import { HubError } from '../../core/errors.ts';
import type { WantedConnection } from '../../core/ports.ts';
import type { SpaceFiles } from '../../platform/blobs/space-files.ts';
import type { ConnectionPlace } from '../auth/secrets.ts';
import type { HeldRow } from '../auth/store-tokens.ts';
import type { ApiRequest } from '../define/functions.ts';
import { buildRequest } from '../wire/build-request.ts';
import type { WireRequest } from '../wire/wire-request.ts';
import { planRequest } from './function-request.ts';
import type { KnownConnector, KnownConnectors, KnownOperation } from './known.ts';
import { serverUrl } from './server-url.ts';

export interface OperationCall {
  readonly spaceId: string;
  readonly connector: string;
  readonly operation: string;
  /** Id or name, or the one of a person; the connector's default when left out. */
  readonly connection?: WantedConnection;
  readonly input: Readonly<Record<string, unknown>>;
  /** The same for every try of the same work. */
  readonly idempotencyKey?: string | undefined;
  readonly signal: AbortSignal;
  /** Who calls, as the audit names them. Sessions with other servers are never shared by two callers. */
  readonly callerId?: string | undefined;
  /** For a tool of another MCP server: what the call may do meanwhile. A failure of the tool is an answer then. */
  readonly exchange?: unknown;
}

/** A call of which all is known that does not need the other side: what is sent, to where, as whom. */
export interface ReadyCall {
  readonly call: OperationCall;
  readonly connector: KnownConnector;
  readonly operation: KnownOperation;
  readonly connectionId: string | null;
  readonly baseUrl: string;
  readonly request: WireRequest;
}

export interface ReadyDeps {
  readonly known: KnownConnectors;
  /** Where the account of a connection lives. */
  readonly held: {
    get(place: ConnectionPlace): Promise<{
      readonly row: Pick<HeldRow, 'serverUrl' | 'serverVariables' | 'facts'>;
    }>;
  };
  readonly files: Pick<SpaceFiles, 'read'>;
}

/** The name of a connection that every connector has: the mock of its document. */
const mockConnection = 'mock';
const mockUrl = 'http://mock.invalid';

export const isMocked = ({ connection }: OperationCall): boolean => connection === mockConnection;

/** From an input to a request: plan, checks, connection, server. */
export const readyCall = async (deps: ReadyDeps, call: OperationCall): Promise<ReadyCall> => {
  const connector = await deps.known.get(call.spaceId, call.connector);
  const operation = await connector.operation(call.operation);
  if (connector.settings.validate === 'strict') refuse(operation, call);
  const mocked = isMocked(call);
  const connectionId = mocked
    ? null
    : await connector.connectionId({ connection: call.connection, person: personIn(call.callerId) });
  if (connectionId === null && !mocked) requireNone(call, operation);
  const { tool } = operation.plan;
  if (tool !== undefined) {
    const parts = { call, connector, operation, connectionId };
    return { ...parts, baseUrl: mockUrl, request: toolRequest(connector.frame.servers, tool.name, call) };
  }
  const baseUrl = mocked ? mockUrl : await serverOf(deps, { call, connector, operation, connectionId });
  const built = await buildRequest(operation.plan, call.input, { baseUrl, files: filesOf(deps, call) });
  const parts = { call, connector, operation, connectionId, baseUrl };
  return { ...parts, request: withOwnHeaders(built, parts) };
};

/** The parts of a call with another request: one that the function of the operation asks for. */
export const askedBy = async (
  deps: Pick<ReadyDeps, 'files'>,
  parts: ReadyCall,
  { request, number }: { readonly request: ApiRequest; readonly number: number },
): Promise<ReadyCall> => {
  const { plan, input } = planRequest(parts.operation.plan, request);
  const { baseUrl } = parts;
  const { idempotencyKey } = parts.call;
  // Two requests under one key would be taken for one.
  const call =
    idempotencyKey === undefined
      ? parts.call
      : { ...parts.call, idempotencyKey: `${idempotencyKey}-${number}` };
  const built = await buildRequest(plan, input, { baseUrl, files: filesOf(deps, call) });
  const own = { ...parts, call, operation: { ...parts.operation, plan } };
  return { ...own, request: withOwnHeaders(built, own) };
};

/** A person's own connection serves that person only. */
const personIn = (callerId: string | undefined): string | undefined =>
  callerId?.startsWith('usr_') === true ? callerId : undefined;

/** What a dry run shows, and the mock is asked: tools are called over a session, which writes its own requests. */
const toolRequest = (
  servers: readonly ServerPlan[],
  name: string,
  { input }: OperationCall,
): WireRequest => ({
  method: 'POST',
  url: servers[0]?.url ?? mockUrl,
  headers: { 'content-type': 'application/json' },
  body: Buffer.from(JSON.stringify({ method: 'tools/call', params: { name, arguments: input } })),
});

const filesOf =
  (deps: Pick<ReadyDeps, 'files'>, { spaceId }: OperationCall) =>
  (key: string): Promise<Uint8Array> =>
    deps.files.read(spaceId, key);

const serverOf = async (
  deps: Pick<ReadyDeps, 'held'>,
  { call, connector, operation, connectionId }: Omit<ReadyCall, 'request' | 'baseUrl'>,
): Promise<string> => {
  const { spaceId } = call;
  const row = connectionId === null ? undefined : (await deps.held.get({ spaceId, connectionId })).row;
  return serverUrl(
    operation.plan.servers ?? connector.frame.servers,
    { url: row?.serverUrl ?? null, variables: row?.serverVariables ?? {}, facts: row?.facts ?? {} },
    call.connector,
  );
};

const refuse = (operation: KnownOperation, { input, operation: name }: OperationCall): void => {
  const problems = operation.problems(input);
  if (problems.length === 0) return;
  const [first] = problems;
  throw new HubError(
    'input_invalid',
    `The input of "${name}" is not valid: ${first?.path === '' ? '' : `${first?.path ?? ''} `}${first?.message ?? ''}.`,
    { problems },
  );
};

const requireNone = (call: OperationCall, { plan }: KnownOperation): void => {
  if (typeof call.connection === 'object')
    throw new HubError(
      'connection_not_ready',
      `"${call.connector}.${call.operation}" is called with the caller's own connection, and this caller has none for "${call.connector}". Make one.`,
    );
  if (call.connection !== undefined)
    throw new HubError(
      'not_found',
      `The connector "${call.connector}" has no connection "${call.connection}".`,
      { details: { connector: call.connector, noConnection: call.connection } },
    );
  const open = plan.security.length === 0 || plan.security.some((each) => Object.keys(each).length === 0);
  if (!open)
    throw new HubError(
      'connection_not_ready',
      `"${call.connector}.${call.operation}" needs a sign-in, and this space has no connection for "${call.connector}". Make one.`,
      { details: { connector: call.connector } },
    );
};

/** Where the API is told that a call is the same as one before. */
export const keyHeader = ({
  connector,
  operation,
}: Pick<ReadyCall, 'connector' | 'operation'>): string | undefined =>
  connector.settings.idempotencyHeader ?? operation.plan.hints.idempotencyHeader;

const withOwnHeaders = (
  request: WireRequest,
  parts: Pick<ReadyCall, 'connector' | 'operation' | 'call'>,
): WireRequest => {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(parts.connector.settings.headers ?? {}))
    headers[name.toLowerCase()] = value;
  const header = keyHeader(parts);
  const { idempotencyKey } = parts.call;
  if (header !== undefined && idempotencyKey !== undefined) headers[header.toLowerCase()] = idempotencyKey;
  return { ...request, headers: { ...headers, ...request.headers } };
};
