import { HubError } from '../../core/errors.ts';
import type { OperationPlan } from '../../core/connector.ts';
import type { UpstreamToolCall } from '../../core/ports.ts';
import { without } from '../../core/without.ts';
import type { Exchange, Outcome, Values } from '../serve/offer.ts';
import type { RequestSettings, UpstreamClient } from '../sdk/client.ts';
import { askable } from './capabilities.ts';
import { questionsIn } from './questions.ts';
import type { KnownServers } from './known-servers.ts';
import type { SessionCall, SessionWish, UpstreamSessions } from './sessions.ts';

export interface CallDeps {
  readonly servers: KnownServers;
  readonly sessions: UpstreamSessions;
  /** Told of a server that did not answer as it should. */
  failed(spaceId: string, server: string, error: unknown): void;
}

const usualMs = 60_000;
/** While people are asked something, for as long as they may take. */
const askedMs = 15 * 60_000;

/** One request of a caller to a server, over the session that is theirs. */
export interface UpstreamRequest {
  readonly spaceId: string;
  readonly server: string;
  readonly connectionId: string | null;
  readonly callerId: string;
  /** Where the server knows both: in which one it is asked. */
  readonly era: SessionWish['era'];
  readonly method: string;
  readonly params: Values;
  readonly signal: AbortSignal;
  readonly exchange: Exchange | undefined;
  readonly timeoutMs?: number | undefined;
  readonly repeatable: boolean;
  readonly inputRequired?: boolean;
  readonly tool?: RequestSettings['tool'];
}

export const requestUpstream = async (deps: CallDeps, asked: UpstreamRequest): Promise<Values> => {
  const { spaceId, server, connectionId, callerId, exchange, signal } = asked;
  const { revision, facts } = await deps.servers.get(spaceId, server);
  const capabilities = askable(exchange);
  // What was meant for its older era may have outlived that.
  const era = facts?.older ? asked.era : 'newest';
  const wish = { spaceId, server, revision, connectionId, callerId, era, capabilities };
  const call: SessionCall = { wish, signal, exchange, repeatable: asked.repeatable };
  try {
    return await deps.sessions.use(call, (client, over) =>
      send(client, { ...asked, signal: over }, Object.keys(capabilities).length > 0),
    );
  } catch (error) {
    if (signal.aborted) throw new HubError('cancelled', 'The call was cancelled.', { cause: error });
    deps.failed(spaceId, server, error);
    throw error;
  }
};

const logLevel = 'io.modelcontextprotocol/logLevel';

const send = (client: UpstreamClient, asked: UpstreamRequest, asks: boolean): Promise<Values> => {
  const { exchange, params } = asked;
  const modern = client.prior.era === 'modern';
  const meta = (params['_meta'] ?? {}) as Values;
  const wantsLog = modern && exchange !== undefined && client.capabilities['logging'] !== undefined;
  const timeoutMs = asked.timeoutMs ?? usualMs;
  // Each side has its own names for what is under way: those of the caller mean nothing there.
  const said = { ...withoutOurs(meta), ...(wantsLog ? { [logLevel]: 'debug' } : {}) };
  // Answers to questions are words of the newer era.
  const plain = without(params, modern ? ['_meta'] : ['_meta', 'inputResponses', 'requestState']);
  return client.request(asked.method, Object.keys(said).length === 0 ? plain : { ...plain, _meta: said }, {
    signal: asked.signal,
    timeoutMs: asks ? askedMs : timeoutMs,
    longestMs: asks ? askedMs : Math.max(timeoutMs, 10 * usualMs),
    ...(exchange === undefined ? {} : { onProgress: (said) => exchange.progress(progressOf(said)) }),
    ...(asked.inputRequired === true ? { inputRequired: true } : {}),
    tool: asked.tool,
  });
};

const withoutOurs = (meta: Values): Values =>
  Object.fromEntries(
    Object.entries(meta).filter(
      ([name]) => name !== 'progressToken' && !name.startsWith('io.modelcontextprotocol/'),
    ),
  );

const progressOf = ({ progress, total, message }: Values): Parameters<Exchange['progress']>[0] => ({
  progress: typeof progress === 'number' ? progress : 0,
  ...(typeof total === 'number' ? { total } : {}),
  ...(typeof message === 'string' ? { message } : {}),
});

/** A tool as everybody calls it who does not speak the protocol: what it still wants to know is asked on the way. */
export const callUpstreamTool = async (deps: CallDeps, call: UpstreamToolCall): Promise<Values> => {
  const { plan, input, ...rest } = call;
  const exchange = call.exchange as Exchange | undefined;
  const result = await requestUpstream(deps, {
    ...{
      spaceId: rest.spaceId,
      server: rest.server,
      connectionId: rest.connectionId,
      callerId: rest.callerId,
    },
    ...{ signal: rest.signal, timeoutMs: rest.timeoutMs, repeatable: plan.hints.idempotent },
    era: plan.tool?.era ?? 'newest',
    method: 'tools/call',
    params: { name: plan.tool?.name ?? plan.name, arguments: input },
    exchange,
    // Where nobody can be asked, what it wants to know is its answer; else it is asked on the way.
    inputRequired: Object.keys(askable(exchange)).length === 0,
    tool: headersOf(plan),
  });
  if (result['resultType'] !== 'input_required') return result;
  throw new HubError(
    'client_incapable',
    `"${rest.server}.${plan.name}" wants to know something of whoever calls it, and nobody can be asked here.`,
  );
};

const inHeaders = new WeakMap<OperationPlan, boolean>();

/** Only where some argument travels in a header too does the client have to know the schema. */
export const headersOf = (plan: OperationPlan): RequestSettings['tool'] => {
  const { tool, input } = plan;
  if (tool === undefined || typeof input !== 'object') return undefined;
  const known = inHeaders.get(plan) ?? JSON.stringify(input).includes('"x-mcp-header"');
  inHeaders.set(plan, known);
  return known ? { name: tool.name, inputSchema: input } : undefined;
};

/** What the server still wants to know, as the protocol has it. */
export const outcomeOf = (result: Values): Outcome => {
  if (result['resultType'] !== 'input_required') return { kind: 'complete', result };
  const { inputRequests, requestState } = result;
  return {
    kind: 'inputRequired',
    requests: questionsIn(inputRequests),
    state: typeof requestState === 'string' ? requestState : undefined,
  };
};
