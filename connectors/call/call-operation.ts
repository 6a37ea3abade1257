import { HubError } from '../../core/errors.ts';
import type { Log, RateLimiter } from '../../core/ports.ts';
import type { SpaceFiles } from '../../platform/blobs/space-files.ts';
import type { Egress, EgressRequest } from '../../platform/egress/egress.ts';
import type { EgressAnswer } from '../../platform/egress/answer.ts';
import type { Authorised, Authoriser } from '../auth/authorise.ts';
import type { SecretNames } from '../auth/apply.ts';
import type { ConnectionPlace } from '../auth/secrets.ts';
import type { HeldRow } from '../auth/store-tokens.ts';
import type { ApiRequest, Functions } from '../define/functions.ts';
import { buildRequest } from '../wire/build-request.ts';
import { readAnswer, type ReadAnswer } from '../wire/read-answer.ts';
import type { WireRequest } from '../wire/wire-request.ts';
import type { KnownConnector, KnownConnectors, KnownOperation } from './known.ts';
import { planRequest } from './function-request.ts';
import { firstRequest, runFunction, type FunctionCall } from './run-function.ts';
import { serverUrl } from './server-url.ts';
import { takeTurn } from './take-turn.ts';
import { withRetries } from './try-again.ts';

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

export interface Prepared {
  readonly request: WireRequest;
  readonly secretNames: SecretNames;
}

export interface OperationCaller {
  call(call: OperationCall): Promise<ReadAnswer>;
  /** The request that the call would send, credentials included: for a dry run, which masks them. */
  prepare(call: OperationCall): Promise<Prepared>;
  /** The page after this one by its address: credentials go along only to the place that they belong to. */
  follow(call: OperationCall, url: string): Promise<ReadAnswer>;
  readonly known: KnownConnectors;
}

/** What a call needs of connections. */
export interface CallAuthoriser extends Pick<Authoriser, 'authorise'> {
  readonly held: {
    get(place: ConnectionPlace): Promise<{
      readonly row: Pick<HeldRow, 'serverUrl' | 'serverVariables' | 'facts'>;
    }>;
  };
}

export interface CallerDeps {
  readonly known: KnownConnectors;
  readonly authoriser: CallAuthoriser;
  /** Of connectors that are written in TypeScript. */
  readonly functions: Functions;
  readonly egress: Egress;
  readonly limiter: RateLimiter;
  readonly log: Log;
  readonly files: Pick<SpaceFiles, 'read' | 'put'>;
}

/** The name of a connection that every connector has: the mock of its document. */
const mockConnection = 'mock';
const mockUrl = 'http://mock.invalid';
const mb = 1024 * 1024;

interface Ready {
  readonly call: OperationCall;
  readonly connector: KnownConnector;
  readonly operation: KnownOperation;
  readonly connectionId: string | null;
  readonly baseUrl: string;
  readonly request: WireRequest;
}

/** From an input to an answer: plan, checks, connection, limits, egress, retries. */
export const openCaller = (deps: CallerDeps): OperationCaller => {
  const ready = async (call: OperationCall): Promise<Ready> => {
    const connector = await deps.known.get(call.spaceId, call.connector);
    const operation = await connector.operation(call.operation);
    const { settings, frame } = connector;
    const { plan } = operation;
    if (settings.validate === 'strict') refuse(operation, call);
    const mocked = call.connection === mockConnection;
    const connectionId = mocked ? null : await connector.connectionId(call.connection);
    if (connectionId === null && !mocked) requireNone(call, operation);
    const held =
      connectionId === null
        ? undefined
        : await deps.authoriser.held.get({ spaceId: call.spaceId, connectionId });
    const baseUrl = mocked
      ? mockUrl
      : serverUrl(
          plan.servers ?? frame.servers,
          {
            url: held?.row.serverUrl ?? null,
            variables: held?.row.serverVariables ?? {},
            facts: held?.row.facts ?? {},
          },
          call.connector,
        );
    const built = await buildRequest(plan, call.input, {
      baseUrl,
      files: (key) => deps.files.read(call.spaceId, key),
    });
    return {
      call,
      connector,
      operation,
      connectionId,
      baseUrl,
      request: withOwnHeaders(built, { connector, operation, call }),
    };
  };

  const authorise = (parts: Ready): Promise<Authorised | undefined> =>
    parts.connectionId === null
      ? Promise.resolve(undefined)
      : deps.authoriser.authorise({
          spaceId: parts.call.spaceId,
          connectionId: parts.connectionId,
          schemes: parts.connector.frame.schemes,
          security: parts.operation.plan.security,
          request: parts.request,
          base: parts.baseUrl,
        });

  const send = async (parts: Ready, request: WireRequest, tls: Authorised['tls']): Promise<EgressAnswer> => {
    const { settings } = parts.connector;
    const own = settings.operations?.[parts.operation.plan.name]?.timeoutSeconds ?? settings.timeoutSeconds;
    const outgoing: EgressRequest = {
      method: request.method,
      url: request.url,
      headers: request.headers,
      signal: parts.call.signal,
      ...(request.body === undefined ? {} : { body: request.body }),
      ...(tls === undefined ? {} : { tls }),
      limits: {
        ...(own === undefined ? {} : { totalMs: own * 1_000, headersMs: own * 1_000 }),
        ...(settings.maxAnswerMb === undefined ? {} : { maxBytes: settings.maxAnswerMb * mb }),
      },
    };
    return deps.egress.request(outgoing);
  };

  const once = async (parts: Ready): Promise<ReadAnswer> => {
    if (parts.call.connection === mockConnection)
      return readAnswer(parts.operation.plan, parts.operation.mock(parts.request), {
        putBlob: (bytes, contentType) => deps.files.put(parts.call.spaceId, bytes, contentType),
      });
    await takeTurn(parts.connector.settings.limits, {
      limiter: deps.limiter,
      key: `${parts.call.spaceId} ${parts.call.connector} ${parts.connectionId ?? ''}`,
      signal: parts.call.signal,
    });
    const authorised = await authorise(parts);
    let answer = await send(parts, authorised?.request ?? parts.request, authorised?.tls);
    if (answer.status === 401 && authorised !== undefined) {
      const again = await authorised.afterRefusal(listOf(answer.headers['www-authenticate']));
      if (again !== null) {
        answer.discard();
        answer = await send(parts, again, authorised.tls);
      }
    }
    const { status, headers } = answer;
    return readAnswer(
      parts.operation.plan,
      { status, headers, bytes: await answer.bytes() },
      { putBlob: (bytes, contentType) => deps.files.put(parts.call.spaceId, bytes, contentType) },
    );
  };

  const tried = (parts: Ready): Promise<ReadAnswer> => {
    const { settings } = parts.connector;
    const { hints, name } = parts.operation.plan;
    const idempotent = settings.operations?.[name]?.idempotent ?? hints.idempotent;
    const keyed = keyHeader(parts) !== undefined && parts.call.idempotencyKey !== undefined;
    return withRetries(
      {
        settings: settings.retry,
        repeatable: idempotent || keyed,
        signal: parts.call.signal,
        chance: Math.random,
      },
      () => once(parts),
    );
  };

  const isCode = ({ operation, call }: Ready): boolean =>
    operation.plan.code === true && call.connection !== mockConnection;

  const functionCall = async ({ call, connectionId, baseUrl }: Ready): Promise<FunctionCall> => ({
    title: `${call.connector}.${call.operation}`,
    run: await deps.functions.find(call.connector, call.operation),
    input: call.input,
    connection: { id: connectionId, server: baseUrl },
    signal: call.signal,
    failed: (error) =>
      deps.log.error('the code of a connector failed', {
        operation: `${call.connector}.${call.operation}`,
        error,
      }),
  });

  /** The parts of a call with another request: one that the function of the operation asks for. */
  const asked = async (parts: Ready, request: ApiRequest, number: number): Promise<Ready> => {
    const { plan, input } = planRequest(parts.operation.plan, request);
    const { idempotencyKey } = parts.call;
    // Two requests under one key would be taken for one.
    const call =
      idempotencyKey === undefined
        ? parts.call
        : { ...parts.call, idempotencyKey: `${idempotencyKey}-${number}` };
    const files = (key: string) => deps.files.read(call.spaceId, key);
    const built = await buildRequest(plan, input, { baseUrl: parts.baseUrl, files });
    const own = { ...parts, call, operation: { ...parts.operation, plan } };
    return { ...own, request: withOwnHeaders(built, own) };
  };

  return {
    known: deps.known,
    call: async (call) => {
      const parts = await ready(call);
      if (!isCode(parts)) return tried(parts);
      return runFunction(await functionCall(parts), async (request, number) =>
        tried(await asked(parts, request, number)),
      );
    },
    prepare: async (call) => {
      const described = await ready(call);
      const parts = isCode(described)
        ? {
            ...described,
            request: await firstRequest(
              await functionCall(described),
              async (request) => (await asked(described, request, 1)).request,
            ),
          }
        : described;
      const authorised = await authorise(parts);
      return {
        request: authorised?.request ?? parts.request,
        secretNames: authorised?.secretNames ?? { headers: [], query: [], cookies: [] },
      };
    },
    follow: async (call, address) => {
      const parts = await ready(call);
      if (isCode(parts))
        throw new HubError(
          'input_invalid',
          `"${call.connector}.${call.operation}" is written as a function: its pages go on by an argument only.`,
        );
      const url = URL.parse(address, parts.request.url);
      if (url?.origin !== new URL(parts.request.url).origin)
        throw new HubError(
          'upstream_failed',
          `The next page of "${call.operation}" stands at ${url === null ? 'no address at all' : `${url.protocol}//${url.host}`}, another place than the API. It is not followed.`,
        );
      return tried({ ...parts, request: { ...parts.request, url: url.href } });
    },
  };
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

const keyHeader = ({ connector, operation }: Pick<Ready, 'connector' | 'operation'>): string | undefined =>
  connector.settings.idempotencyHeader ?? operation.plan.hints.idempotencyHeader;

const withOwnHeaders = (
  request: WireRequest,
  parts: Pick<Ready, 'connector' | 'operation' | 'call'>,
): WireRequest => {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(parts.connector.settings.headers ?? {}))
    headers[name.toLowerCase()] = value;
  const header = keyHeader(parts);
  const { idempotencyKey } = parts.call;
  if (header !== undefined && idempotencyKey !== undefined) headers[header.toLowerCase()] = idempotencyKey;
  return { ...request, headers: { ...headers, ...request.headers } };
};

const listOf = (value: string | readonly string[] | undefined): readonly string[] =>
  value === undefined ? [] : typeof value === 'string' ? [value] : value;
