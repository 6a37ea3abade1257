import {
  classifyInboundRequest,
  PerRequestHTTPServerTransport,
  ProtocolError,
  Server,
  type InboundClassificationOutcome,
  type JSONRPCMessage,
  type LoggingLevel,
  type RequestId,
  type ServerCapabilities,
  type ServerContext,
  type Transport,
} from '@modelcontextprotocol/server';
import type { Change, Question, Values } from '../serve/offer.ts';

/** The one file that knows the server half of the official SDK: messages in, messages out, in both eras. HTTP is not its business. */

/** Newest first: what a client is offered that asks for none of them. */
export const sessionRevisions = ['2025-11-25', '2025-06-18', '2025-03-26'];
export const statelessRevision = '2026-07-28';
const revisions = [...sessionRevisions, statelessRevision];

export type MessageId = RequestId;

/** JSON-RPC, as it is on the wire. */
export interface Message {
  readonly jsonrpc: '2.0';
  readonly id?: MessageId;
  readonly method?: string;
  readonly params?: Values;
  readonly result?: Values;
  readonly error?: Failure;
}

export interface Failure {
  readonly code: number;
  readonly message: string;
  readonly data?: unknown;
}

/** A request that an offer has to answer. */
export interface Asked {
  readonly method: AnsweredMethod;
  readonly params: Values;
  readonly meta: Values;
  /** What a request of the stateless era says of its client. */
  readonly envelope: Values | undefined;
  readonly signal: AbortSignal;
  readonly answers: Readonly<Record<string, Values>> | undefined;
  readonly state: string | undefined;
  /** What was given with the message. */
  readonly context: unknown;
  notify(method: string, params: Values): void;
  log(level: string, data: unknown, logger: string | undefined): void;
  /** Only in a session: asks the client over the request's own stream. */
  ask(question: Question): Promise<Values>;
}

const answered = [
  'tools/list',
  'tools/call',
  'resources/list',
  'resources/templates/list',
  'resources/read',
  'resources/subscribe',
  'resources/unsubscribe',
  'prompts/list',
  'prompts/get',
  'completion/complete',
] as const;
export type AnsweredMethod = (typeof answered)[number];

export interface ServerPlan {
  readonly about: { readonly name: string; readonly title: string; readonly version: string };
  readonly instructions: string | undefined;
  readonly capabilities: ServerCapabilities;
  /** Answered when it is asked for, though the capabilities do not say so. */
  readonly unsaid: readonly AnsweredMethod[];
  answer(asked: Asked): Promise<Values>;
  /** What the client is told of an error. */
  explain(error: unknown, asked: Asked): Failure;
  /** A message for the client; with the request that it belongs to. A response belongs to the request of its id. */
  send(message: Message, related: MessageId | undefined): void;
}

export interface ProtocolServer {
  receive(message: Message, context: unknown): void;
  /** Tells the client, outside of any request. */
  changed(change: Change): void;
  close(): void;
}

export type Classified = InboundClassificationOutcome;

/** Which era a POST belongs to, or why it is refused. */
export const classify = (request: {
  readonly body: unknown;
  readonly version: string | undefined;
  readonly method: string | undefined;
}): Classified =>
  classifyInboundRequest({
    httpMethod: 'POST',
    body: request.body,
    ...(request.version === undefined ? {} : { protocolVersionHeader: request.version }),
    ...(request.method === undefined ? {} : { mcpMethodHeader: request.method }),
  });

export const openSessionServer = (plan: ServerPlan): Promise<ProtocolServer> => {
  const transport: Transport = {
    start: async () => undefined,
    send: async (message, options) => plan.send(message as Message, options?.relatedRequestId),
    close: async () => transport.onclose?.(),
  };
  return connected(plan, { transport, methods: answered });
};

/** Serves one request and is thrown away: what one caller asked can never reach another one. */
export const openStatelessServer = (plan: ServerPlan, message: Message): Promise<ProtocolServer> => {
  const asked = answered.find((method) => method === message.method);
  return connected(plan, {
    transport: new OneExchange(plan.send),
    methods: asked === undefined ? [] : [asked],
  });
};

/** How long a person may take to answer. */
const patienceMs = 10 * 60_000;

const modern = { era: 'modern', revision: statelessRevision } as const;

/** The SDK knows by the class of the transport that the server is for one request of the stateless era. */
class OneExchange extends PerRequestHTTPServerTransport {
  readonly #send: ServerPlan['send'];

  constructor(send: ServerPlan['send']) {
    super({ classification: modern });
    this.#send = send;
  }

  override async send(...[message, options]: Parameters<Transport['send']>): Promise<void> {
    this.#send(message as Message, options?.relatedRequestId);
  }

  override async close(): Promise<void> {
    this.onclose?.();
  }
}

interface Wiring {
  readonly transport: Transport;
  readonly methods: readonly AnsweredMethod[];
}

const connected = async (plan: ServerPlan, { transport, methods }: Wiring): Promise<ProtocolServer> => {
  const { capabilities, unsaid } = plan;
  const server = new Server(
    { name: plan.about.name, title: plan.about.title, version: plan.about.version },
    {
      capabilities,
      supportedProtocolVersions: revisions,
      // What a caller may see depends on who it is: nobody else may be given it.
      cacheHints: { 'server/discover': { ttlMs: 60_000, cacheScope: 'private' } },
      inputRequired: { maxRounds: 10, roundTimeoutMs: patienceMs },
      ...(plan.instructions === undefined ? {} : { instructions: plan.instructions }),
    },
  );
  for (const method of methods) {
    if (!isCapable(method, capabilities)) continue;
    // The SDK has a type for the result of each method; an offer's results are passed through as they are.
    server.setRequestHandler(
      method,
      (request, context) => answer(plan, method, { params: request.params ?? {}, context }) as Promise<never>,
    );
  }
  const quiet = methods.filter((method) => unsaid.includes(method));
  if (quiet.length > 0)
    server.fallbackRequestHandler = async ({ method: asked, params = {} }, context) => {
      const method = quiet.find((each) => each === asked);
      if (method === undefined) throw new ProtocolError(-32601, 'Method not found');
      return answer(plan, method, { params, context });
    };
  await server.connect(transport);
  const classification = transport instanceof OneExchange ? { classification: modern } : {};
  return {
    receive: (message, context) =>
      transport.onmessage?.(message as JSONRPCMessage, {
        ...classification,
        authInfo: { token: '', clientId: '', scopes: [], extra: { context } },
      }),
    changed: (change) => void tell(server, change).catch(() => undefined),
    close: () => void server.close(),
  };
};

const isCapable = (method: AnsweredMethod, capabilities: ServerCapabilities): boolean => {
  if (method.startsWith('tools/')) return capabilities.tools !== undefined;
  if (method.startsWith('prompts/')) return capabilities.prompts !== undefined;
  if (method === 'completion/complete') return capabilities.completions !== undefined;
  if (method === 'resources/subscribe' || method === 'resources/unsubscribe')
    return capabilities.resources?.subscribe === true;
  return capabilities.resources !== undefined;
};

interface Given {
  readonly params: Readonly<Record<string, unknown>>;
  readonly context: ServerContext;
}

const answer = async (plan: ServerPlan, method: AnsweredMethod, given: Given): Promise<Values> => {
  const { mcpReq, http } = given.context;
  const asked: Asked = {
    method,
    params: given.params,
    meta: mcpReq._meta ?? {},
    envelope: mcpReq.envelope,
    signal: mcpReq.signal,
    answers: mcpReq.inputResponses as Asked['answers'],
    state: mcpReq.requestState<string>(),
    context: http?.authInfo?.extra?.['context'],
    // Nobody may be there any more: then there is nobody to tell.
    notify: (name, params) => void mcpReq.notify({ method: name, params }).catch(() => undefined),
    log: (level, data, logger) =>
      void given.context.mcpReq.log(level as LoggingLevel, data, logger).catch(() => undefined),
    ask: (question) =>
      mcpReq.send({ method: question.method, params: { ...question.params } }, { timeout: patienceMs }),
  };
  try {
    return await plan.answer(asked);
  } catch (error) {
    const { code, message, data } = plan.explain(error, asked);
    throw new ProtocolError(code, message, data);
  }
};

const tell = async (server: Server, change: Change): Promise<void> => {
  if (change === 'tools') await server.sendToolListChanged();
  else if (change === 'resources') await server.sendResourceListChanged();
  else if (change === 'prompts') await server.sendPromptListChanged();
  else await server.sendResourceUpdated({ uri: change.resource });
};
