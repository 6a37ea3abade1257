import type { Log } from '../../../core/ports.ts';
import { durationMs } from '../../engine/duration.ts';
import { taskFault } from '../../engine/fault.ts';
import { endpointIn, fillAddress, type Endpoint } from '../address.ts';
import type { Authorization, CarryOut, FunctionCall } from '../function-call.ts';
import { fieldsIn, textIn, textOrNone, wrong, type Fields } from '../given.ts';
import { headersFrom } from '../http/headers.ts';
import { headerOf } from '../http/content.ts';
import type { Answered, Sender } from '../http/send.ts';
import { answerTo, messagesOf, rpcText, type RpcRequest } from './json-rpc.ts';
import { withTimeout } from '../with-timeout.ts';

const methods = [
  ...['tools/list', 'tools/call', 'prompts/list', 'prompts/get'],
  ...['resources/list', 'resources/read', 'resources/templates/list'],
];

/** Tools take their time; the task's own limit ends them. */
const limits = { redirects: 0, headersMs: 300_000, idleMs: 300_000, totalMs: 900_000 };
const farewell = { redirects: 0, totalMs: 5_000 };

interface McpParts {
  readonly sender: Sender;
  readonly log: Log;
}

/** `call: mcp`, over streamable HTTP: a session of its own for each call, as short as it can be. */
export const openMcpCall =
  (parts: McpParts): CarryOut =>
  async (call) => {
    const given = call.with;
    const server = serverIn(call);
    const method = methodIn(given);
    const timeoutMs = timeoutIn(given);
    const params = given['parameters'] ?? undefined;
    if (params !== undefined) fieldsIn(given, 'parameters');
    return withTimeout(call, timeoutMs, async (limited) => {
      const session = await begin(parts, server, limited);
      try {
        const request = { id: 2, method, ...(params === undefined ? {} : { params }) };
        const output = await session.ask(request);
        const { authorization } = session;
        return authorization === undefined ? { output } : { output, authorization };
      } finally {
        session.end();
      }
    });
  };

interface Server extends Endpoint {
  readonly headers: Readonly<Record<string, string>>;
  readonly version: string;
  readonly client: { readonly name: string; readonly version: string };
}

const serverIn = (call: FunctionCall): Server => {
  const given = call.with;
  const transport = fieldsIn(given, 'transport');
  if (transport['stdio'] !== undefined && transport['stdio'] !== null)
    throw taskFault(
      'configuration',
      'The transport "stdio" starts a program on the machine of the hub, which no flow may. Use the transport "http".',
    );
  const http = fieldsIn(transport, 'transport.http');
  const { uri, authentication } = endpointIn(http, 'transport.http.endpoint');
  const client = given['client'] === undefined ? {} : fieldsIn(given, 'client');
  return {
    ...{ uri: fillAddress(uri, call.input), authentication },
    headers: headersFrom(http['headers'], 'transport.http.headers'),
    version: textOrNone(given, 'protocolVersion') ?? '2025-06-18',
    client: {
      name: textOrNone(client, 'client.name') ?? 'app-connect',
      version: textOrNone(client, 'client.version') ?? '1.0.0',
    },
  };
};

const methodIn = (given: Fields): string => {
  const method = textIn(given, 'method');
  if (methods.includes(method)) return method;
  throw wrong('method', method, `one of ${methods.join(', ')}`);
};

const timeoutIn = (given: Fields): number | undefined => {
  const { timeout } = given;
  if (timeout === undefined || timeout === null) return undefined;
  const ms = durationMs(timeout);
  if (ms === undefined) throw wrong('timeout', timeout, 'a duration like PT30S');
  return ms;
};

interface Session {
  readonly authorization: Authorization | undefined;
  ask(request: RpcRequest): Promise<unknown>;
  end(): void;
}

const begin = async ({ sender, log }: McpParts, server: Server, call: FunctionCall): Promise<Session> => {
  const { uri: url, authentication } = server;
  let own: Record<string, string> = {};
  const post = (request: RpcRequest): Promise<Answered> =>
    sender.ask(
      {
        ...{ method: 'POST', url, body: rpcText(request) },
        headers: {
          ...server.headers,
          'content-type': 'application/json',
          accept: 'application/json, text/event-stream',
          ...own,
        },
      },
      { call, authentication, redirect: false, limits },
    );
  const ask = async (request: RpcRequest): Promise<unknown> =>
    answerTo(messagesOf(await post(request), url), request, url);

  const hello: RpcRequest = {
    id: 1,
    method: 'initialize',
    params: { protocolVersion: server.version, capabilities: {}, clientInfo: server.client },
  };
  const greeted = await post(hello);
  const result = await answerTo(messagesOf(greeted, url), hello, url);
  const id = headerOf(greeted.answer, 'mcp-session-id');
  own = {
    'mcp-protocol-version': spokenVersion(result, server.version),
    ...(id === undefined ? {} : { 'mcp-session-id': id }),
  };
  const notified = await post({ method: 'notifications/initialized' });
  notified.answer.discard();
  return {
    authorization: greeted.authorization,
    ask,
    end: () => {
      if (id === undefined) return;
      // A courtesy: nobody waits for it, also when the call was cancelled.
      const free = { ...call, signal: new AbortController().signal };
      sender
        .ask(
          { method: 'DELETE', url, headers: { ...server.headers, ...own } },
          { call: free, authentication, redirect: false, limits: farewell },
        )
        .then(
          ({ answer }) => answer.discard(),
          (error: unknown) => log.debug('a session of MCP was not ended', { error }),
        );
    },
  };
};

/** The server may choose another version, and then expects to be spoken to in that. */
const spokenVersion = (result: unknown, wanted: string): string => {
  const chosen = (result as { readonly protocolVersion?: unknown } | null)?.protocolVersion;
  return typeof chosen === 'string' && /^[\w.-]{1,40}$/.test(chosen) ? chosen : wanted;
};
