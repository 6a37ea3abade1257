import { HubError } from '../../core/errors.ts';
import type { Log } from '../../core/ports.ts';
import type { Functions } from '../define/functions.ts';
import type { ReadAnswer } from '../wire/read-answer.ts';
import type { RequestSecrets } from '../wire/redact-request.ts';
import type { WireRequest } from '../wire/wire-request.ts';
import type { KnownConnectors } from './known.ts';
import {
  askedBy,
  isMocked,
  readyCall,
  type OperationCall,
  type ReadyCall,
  type ReadyDeps,
} from './ready-call.ts';
import { firstRequest, runFunction, type FunctionCall } from './run-function.ts';
import { authoriseCall, sendCall, type SendDeps } from './send-call.ts';
import { callTool, type ToolCallDeps } from './tool-call.ts';

export interface Prepared {
  readonly request: WireRequest;
  readonly secrets: RequestSecrets;
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
export interface CallAuthoriser extends Pick<SendDeps['authoriser'], 'authorise'> {
  readonly held: ReadyDeps['held'];
}

export interface CallerDeps extends Omit<ReadyDeps, 'held'>, Omit<SendDeps, 'authoriser'>, ToolCallDeps {
  readonly authoriser: CallAuthoriser;
  /** Of connectors that are written in TypeScript. */
  readonly functions: Functions;
  readonly log: Log;
  readonly files: ReadyDeps['files'] & SendDeps['files'];
}

/** The one way to call an operation, whatever it is made of. */
export const openCaller = (deps: CallerDeps): OperationCaller => {
  const ready = (call: OperationCall) => readyCall({ ...deps, held: deps.authoriser.held }, call);

  const functionCall = async ({ call, connectionId, baseUrl }: ReadyCall): Promise<FunctionCall> => ({
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

  return {
    known: deps.known,
    call: async (call) => {
      const parts = await ready(call);
      if (isTool(parts)) return callTool(deps, parts);
      if (!isCode(parts)) return sendCall(deps, parts);
      return runFunction(await functionCall(parts), async (request, number) =>
        sendCall(deps, await askedBy(deps, parts, { request, number })),
      );
    },
    prepare: async (call) => {
      const described = await ready(call);
      const parts = isCode(described)
        ? {
            ...described,
            request: await firstRequest(
              await functionCall(described),
              async (request) => (await askedBy(deps, described, { request, number: 1 })).request,
            ),
          }
        : described;
      const authorised = await authoriseCall(deps, parts);
      return {
        request: authorised?.request ?? parts.request,
        secrets: authorised === undefined ? {} : { ...authorised.secretNames, values: authorised.secrets() },
      };
    },
    follow: async (call, address) => {
      const parts = await ready(call);
      if (isCode(parts) || isTool(parts))
        throw new HubError(
          'input_invalid',
          `"${call.connector}.${call.operation}" is no request to an API: its pages go on by an argument only.`,
        );
      const url = URL.parse(address, parts.request.url);
      if (url?.origin !== new URL(parts.request.url).origin)
        throw new HubError(
          'upstream_failed',
          `The next page of "${call.operation}" stands at ${url === null ? 'no address at all' : `${url.protocol}//${url.host}`}, another place than the API. It is not followed.`,
        );
      return sendCall(deps, { ...parts, request: { ...parts.request, url: url.href } });
    },
  };
};

/** The mock answers as the document says, also for what is written as a function. */
const isCode = ({ operation, call }: ReadyCall): boolean => operation.plan.code === true && !isMocked(call);
const isTool = ({ operation, call }: ReadyCall): boolean =>
  operation.plan.tool !== undefined && !isMocked(call);
