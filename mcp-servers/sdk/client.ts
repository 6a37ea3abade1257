import {
  Client,
  ProtocolError,
  SSEClientTransport,
  SdkError,
  SdkErrorCode,
  SdkHttpError,
  StreamableHTTPClientTransport,
  type StandardSchemaV1,
  type Transport,
} from '@modelcontextprotocol/client';
import type { Question, Values } from '../serve/offer.ts';
import { asHubError, type Broken } from '../upstream/failure.ts';

/** The official client: all that the hub says to others' MCP servers goes through here. */

export type WebFetch = (url: string | URL, init?: RequestInit) => Promise<Response>;

export type UpstreamTarget =
  | { readonly kind: 'http'; readonly url: string; readonly fetch: WebFetch }
  | { readonly kind: 'stdio'; readonly command: string; readonly args: readonly string[] };

/** How a server was spoken to before: it need not be found out again. */
export interface Prior {
  readonly era: 'modern' | 'legacy';
  readonly transport: 'streamable' | 'sse' | 'stdio';
  readonly discover?: Values | undefined;
}

export interface ClientHooks {
  /** The server asks something in the middle of a call. */
  asked(question: Question, signal: AbortSignal): Promise<Values>;
  logged(params: Values): void;
  changed(what: 'tools' | 'resources' | 'prompts'): void;
  updated(uri: string): void;
  /** The connection is over, and nobody here ended it. */
  lost(): void;
}

export interface ConnectOptions {
  readonly version: string;
  /** Of what is asked in a call: `elicitation`, `sampling`, `roots`. */
  readonly capabilities: Values;
  readonly prior: Prior | undefined;
  /** `legacy`: in the older era, though the server may know the newer one as well. */
  readonly era: 'legacy' | 'newest';
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

export interface RequestSettings {
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
  readonly longestMs: number;
  readonly onProgress?: ((progress: Values) => void) | undefined;
  /** What the server still wants to know is the answer, and nobody here is asked. */
  readonly inputRequired?: boolean;
  /** Of a tool that has arguments repeated in headers. */
  readonly tool?: { readonly name: string; readonly inputSchema: Values } | undefined;
}

export interface Listening {
  /** True when it ended because this side did. */
  readonly over: Promise<boolean>;
  close(): Promise<void>;
}

export interface UpstreamClient {
  readonly prior: Prior;
  readonly protocol: string;
  readonly server: Values;
  readonly capabilities: Values;
  readonly instructions: string | undefined;
  request(method: string, params: Values, settings: RequestSettings): Promise<Values>;
  /** Of the modern era: changes as they happen, for as long as it is held open. */
  listen(filter: Values): Promise<Listening>;
  /** Ends the session at the server as well. */
  close(): Promise<void>;
}

/** What the server says is passed on as it is: the hub judges no result by its schema. */
const asItIs: StandardSchemaV1<unknown, Values> = {
  '~standard': {
    version: 1,
    vendor: 'app-connect',
    validate: (value: unknown) => ({ value: value as Values }),
  },
};

export const connectUpstream = async (
  target: UpstreamTarget,
  options: ConnectOptions,
  hooks: ClientHooks,
): Promise<UpstreamClient> => {
  try {
    if (target.kind === 'stdio')
      return await open(await stdioTransport(target), { ...options, hooks, via: 'stdio' });
    return await connectHttp(target, { ...options, hooks });
  } catch (error) {
    throw asHubError(brokenBy(error));
  }
};

type Opening = ConnectOptions & { readonly hooks: ClientHooks };

const connectHttp = async (
  { url, fetch }: Extract<UpstreamTarget, { kind: 'http' }>,
  opening: Opening,
): Promise<UpstreamClient> => {
  const streamable = async () => {
    const stream = Promise.withResolvers<void>();
    const told: WebFetch = (at, init) => {
      const answer = fetch(at, init);
      if ((init?.method ?? 'GET') === 'GET') answer.then(() => stream.resolve(), stream.resolve);
      return answer;
    };
    const transport = new StreamableHTTPClientTransport(new URL(url), { fetch: told });
    const client = await open(transport, { ...opening, via: 'streamable' });
    if (client.prior.era === 'legacy') {
      const timer = setTimeout(stream.resolve, ownStreamMs);
      await stream.promise;
      clearTimeout(timer);
    }
    return client;
  };
  const sse = () =>
    open(new SSEClientTransport(new URL(url), { fetch }), {
      ...{ ...opening, via: 'sse' as const },
      prior: { era: 'legacy', transport: 'sse' },
    });
  if (opening.prior?.transport === 'sse') return sse();
  if (opening.era === 'legacy') return streamable();
  try {
    return await streamable();
  } catch (error) {
    if (!mayBeOlder(error)) throw error;
    // The transport before streamable HTTP; when it is not that either, the first answer says more.
    return sse().catch(() => {
      throw error;
    });
  }
};

/**
 * A session of the older era has a stream of its own, opened beside. What the server says on it because of the first call
 * is lost when that call is there before the stream; some answer it only when there is something to say.
 */
const ownStreamMs = 250;

/** A server of the first transport knows no POST at its address. */
const mayBeOlder = (error: unknown): boolean => {
  const http = causes(error).find((each): each is SdkHttpError => each instanceof SdkHttpError);
  const status = http?.status;
  return status === 400 || status === 404 || status === 405 || status === 406 || status === 415;
};

const stdioTransport = async (target: Extract<UpstreamTarget, { kind: 'stdio' }>): Promise<Transport> => {
  const { StdioClientTransport } = await import('@modelcontextprotocol/client/stdio');
  // What it writes to its own log is its owner's business, and is not waited for.
  return new StdioClientTransport({ command: target.command, args: [...target.args], stderr: 'ignore' });
};

const open = async (
  transport: Transport,
  opening: Opening & { readonly via: Prior['transport'] },
): Promise<UpstreamClient> => {
  const { capabilities, era, hooks, prior, version, via } = opening;
  const client = new Client(
    { name: 'app-connect', title: 'App Connect', version },
    {
      capabilities,
      versionNegotiation: { mode: 'auto' },
      inputRequired: { autoFulfill: Object.keys(capabilities).length > 0 },
    },
  );
  listenTo(client, opening);
  const known =
    era === 'legacy'
      ? ({ kind: 'legacy' } as const)
      : via === 'stdio' || prior === undefined
        ? undefined
        : priorOf(prior);
  await client.connect(transport, {
    timeout: opening.timeoutMs,
    signal: opening.signal,
    ...(known === undefined ? {} : { prior: known }),
  });
  const modern = client.getProtocolEra() === 'modern';
  if (modern) takeAsComplete(transport);
  keepOrder(transport);
  let closing = false;
  client.onclose = () => {
    if (!closing) hooks.lost();
  };
  return {
    prior: {
      ...{ era: modern ? 'modern' : 'legacy', transport: via },
      discover: client.getDiscoverResult(),
    },
    protocol: client.getNegotiatedProtocolVersion() ?? '',
    server: client.getServerVersion() ?? {},
    capabilities: client.getServerCapabilities() ?? {},
    instructions: client.getInstructions(),
    request: (method, params, settings) => request(client, { method, params }, settings),
    listen: async (filter) => {
      const { closed, close } = await client.listen(filter);
      return { over: closed.then((why) => why === 'local'), close };
    },
    close: async () => {
      closing = true;
      if (transport instanceof StreamableHTTPClientTransport)
        await transport.terminateSession().catch(() => undefined);
      await client.close();
    },
  };
};

/**
 * The client acts on a notification a moment after it has come, and on an answer at once: of what comes together, the
 * last progress would come after the end. So an answer waits that moment as well.
 */
const keepOrder = (transport: Transport): void => {
  const deliver = transport.onmessage;
  transport.onmessage = (message, extra) => {
    if ('method' in message) deliver?.(message, extra);
    else queueMicrotask(() => deliver?.(message, extra));
  };
};

/** Who forgets to say that an answer is one has still given it: the revision before had no other kind. */
const takeAsComplete = (transport: Transport): void => {
  const deliver = transport.onmessage;
  transport.onmessage = (message, extra) => {
    const lacks = 'result' in message && message.result['resultType'] === undefined;
    const result = { resultType: 'complete', ...('result' in message ? message.result : {}) };
    deliver?.(lacks ? { ...message, result } : message, extra);
  };
};

const priorOf = ({ era, discover }: Prior) =>
  era === 'legacy'
    ? ({ kind: 'legacy' } as const)
    : discover === undefined
      ? undefined
      : ({ kind: 'modern', discover: discover as never } as const);

const listenTo = (client: Client, { capabilities, hooks }: Opening): void => {
  for (const [capability, method] of asking) {
    if (capabilities[capability] === undefined) continue;
    client.setRequestHandler(method, { params: asItIs }, async (params, { mcpReq }) =>
      hooks.asked({ method, params }, mcpReq.signal),
    );
  }
  client.setNotificationHandler('notifications/message', { params: asItIs }, (params) =>
    hooks.logged(params),
  );
  client.setNotificationHandler('notifications/resources/updated', { params: asItIs }, ({ uri }) => {
    if (typeof uri === 'string') hooks.updated(uri);
  });
  for (const what of ['tools', 'resources', 'prompts'] as const)
    client.setNotificationHandler(`notifications/${what}/list_changed`, { params: asItIs }, () =>
      hooks.changed(what),
    );
};

const asking = [
  ['elicitation', 'elicitation/create'],
  ['sampling', 'sampling/createMessage'],
  ['roots', 'roots/list'],
] as const;

const request = async (
  client: Client,
  { method, params }: { readonly method: string; readonly params: Values },
  settings: RequestSettings,
): Promise<Values> => {
  const options = {
    signal: settings.signal,
    timeout: settings.timeoutMs,
    maxTotalTimeout: settings.longestMs,
    resetTimeoutOnProgress: true,
    ...(settings.inputRequired === true ? { allowInputRequired: true } : {}),
    ...(settings.onProgress === undefined
      ? {}
      : { onprogress: settings.onProgress as (progress: object) => void }),
  };
  try {
    if (settings.tool === undefined || client.getProtocolEra() !== 'modern')
      return await client.request({ method, params }, asItIs, options);
    // Only this way are the headers written that the tool's schema asks for.
    const toolDefinition = settings.tool as never;
    return await client.callTool(params as never, { ...options, toolDefinition });
  } catch (error) {
    throw asHubError(brokenBy(error));
  }
};

const brokenBy = (error: unknown): Broken => {
  const all = causes(error);
  const protocol = all.find((each): each is ProtocolError => each instanceof ProtocolError);
  const http = all.find((each): each is SdkHttpError => each instanceof SdkHttpError);
  const sdk = all.find((each): each is SdkError => each instanceof SdkError);
  return {
    error,
    causes: all,
    status: http?.status,
    told:
      protocol === undefined
        ? undefined
        : { code: protocol.code, message: protocol.message, data: protocol.data },
    late: sdk?.code === SdkErrorCode.RequestTimeout,
    closed: sdk?.code === SdkErrorCode.ConnectionClosed || sdk?.code === SdkErrorCode.NotConnected,
  };
};

/** An error, what caused it, and so on. */
const causes = (error: unknown): readonly unknown[] => {
  const found: unknown[] = [];
  for (let each: unknown = error; each instanceof Error && found.length < 10; each = causeOf(each))
    found.push(each);
  return found;
};

const causeOf = (error: Error & { readonly data?: unknown }): unknown =>
  error.cause ?? (error.data as { readonly cause?: unknown } | undefined)?.cause;
