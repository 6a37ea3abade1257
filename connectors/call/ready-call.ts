import { HubError } from '../../core/errors.ts';
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
  /** Id or name; the connector's default when left out. */
  readonly connection?: string | undefined;
  readonly input: Readonly<Record<string, unknown>>;
  /** The same for every try of the same work. */
  readonly idempotencyKey?: string | undefined;
  readonly signal: AbortSignal;
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
  const connectionId = mocked ? null : await connector.connectionId(call.connection);
  if (connectionId === null && !mocked) requireNone(call, operation);
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
  if (call.connection !== undefined)
    throw new HubError(
      'not_found',
      `The connector "${call.connector}" has no connection "${call.connection}".`,
    );
  const open = plan.security.length === 0 || plan.security.some((each) => Object.keys(each).length === 0);
  if (!open)
    throw new HubError(
      'connection_not_ready',
      `"${call.connector}.${call.operation}" needs a sign-in, and this space has no connection for "${call.connector}". Make one.`,
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
