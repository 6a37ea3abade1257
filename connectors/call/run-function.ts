import { HubError, isHubError } from '../../core/errors.ts';
import type { ApiAnswer, ApiRequest, FunctionContext, OperationFunction } from '../define/functions.ts';
import type { ReadAnswer } from '../wire/read-answer.ts';
import type { WireRequest } from '../wire/wire-request.ts';

export interface FunctionCall {
  /** `connector.operation`, for people. */
  readonly title: string;
  readonly run: OperationFunction | undefined;
  readonly input: Readonly<Record<string, unknown>>;
  readonly connection: FunctionContext['connection'];
  readonly signal: AbortSignal;
  /** Told of mistakes in the code, with where they are: the caller learns only what went wrong. */
  failed(error: unknown): void;
}

/** A loop that never ends would call the API for ever. */
const mostRequests = 10_000;

/** An operation that is written as a function. Everything it sends goes the way of all calls. */
export const runFunction = async (
  call: FunctionCall,
  send: (request: ApiRequest, number: number) => Promise<ReadAnswer>,
): Promise<ReadAnswer> => {
  let requests = 0;
  const concealers: NonNullable<ReadAnswer['conceal']>[] = [];
  const request = async (asked: ApiRequest): Promise<ApiAnswer> => {
    call.signal.throwIfAborted();
    if (++requests > mostRequests)
      throw new HubError('connector_failed', `"${call.title}" sends more than ${mostRequests} requests.`);
    const { status, headers, output, conceal } = await send(asked, requests);
    if (conceal !== undefined) concealers.push(conceal);
    return { status, headers, output };
  };
  const output = await carryOut(call, request);
  const conceal = (value: unknown): unknown => concealers.reduce((left, each) => each(left), value);
  return {
    ...{ status: 200, headers: {}, kind: 'json', output: output ?? null },
    ...(concealers.length === 0 ? {} : { conceal }),
  };
};

/** What the function would send first: what comes after depends on the answers. */
export const firstRequest = async (
  call: FunctionCall,
  build: (request: ApiRequest) => Promise<WireRequest>,
): Promise<WireRequest> => {
  let first: Promise<WireRequest> | undefined;
  const stop = new HubError('cancelled', 'A dry run ends before anything is sent.');
  try {
    await carryOut(call, async (asked) => {
      first ??= build(asked);
      await first;
      throw stop;
    });
  } catch (error) {
    if (first === undefined) throw error;
  }
  if (first !== undefined) return first;
  throw new HubError('input_invalid', `"${call.title}" sends nothing with this input.`);
};

const carryOut = async (call: FunctionCall, request: FunctionContext['request']): Promise<unknown> => {
  const { run, title, input, connection, signal } = call;
  if (run === undefined)
    throw new HubError(
      'not_found',
      `The code of "${title}" is not on this hub any more. Bring it back, or install the connector's newer version.`,
    );
  try {
    return await run(input, { request, connection, signal });
  } catch (error) {
    if (isHubError(error)) throw error;
    if (signal.aborted) throw new HubError('cancelled', 'The call was cancelled.', { cause: error });
    call.failed(error);
    const why = error instanceof Error ? error.message : String(error);
    throw new HubError('connector_failed', `The code of "${title}" failed: ${why.slice(0, 300)}.`, {
      cause: error,
    });
  }
};
