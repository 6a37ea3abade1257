import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Values } from '../../mcp-servers/serve/offer.ts';
import { startUpstream, type Upstream, type UpstreamOptions } from './upstream.ts';

export interface StubMessage {
  readonly id?: number | string;
  readonly method: string;
  readonly params: Values;
}

export interface StubCall {
  readonly message: StubMessage;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/** An MCP server in which everything can be turned, also what no honest server would do. */
export interface McpStub extends Upstream {
  readonly url: string;
  tools: Values[];
  capabilities: Values;
  /** Of one that knows both eras: what it has in the older one, where that is something else. */
  older: { readonly tools?: Values[]; readonly capabilities?: Values };
  /** Sessions of the older era: forgotten as by a restart when this is cleared. */
  readonly sessions: Set<string>;
  /** Methods that came, in order. */
  readonly methods: string[];
  /** Undefined: answered as usual. `false`: somebody else has answered already. */
  answer: (call: StubCall) => Values | undefined | false | Promise<Values | undefined | false>;
  /** Before anything else; true when it was answered. */
  first: (request: IncomingMessage, response: ServerResponse) => boolean;
  instructions: string | undefined;
}

const modern = '2026-07-28';

export const textResult = (text: string): Values => ({ content: [{ type: 'text', text }] });

export const echoTool: Values = {
  name: 'echo',
  description: 'Says it again.',
  inputSchema: { type: 'object', properties: { text: { type: 'string' } }, required: ['text'] },
};

export const startMcpStub = async (
  era: 'legacy' | 'modern' | 'both' = 'legacy',
  options: UpstreamOptions = {},
): Promise<McpStub> => {
  const sessions = new Set<string>();
  const methods: string[] = [];
  let count = 0;
  const own: Pick<McpStub, 'tools' | 'capabilities' | 'older' | 'answer' | 'first' | 'instructions'> = {
    tools: [echoTool],
    capabilities: { tools: { listChanged: true } },
    older: {},
    answer: () => undefined,
    first: () => false,
    instructions: undefined,
  };
  const serverInfo = { name: 'stub', title: 'A stub', version: '1.0.0' };

  const usual = ({ method, params }: StubMessage, isModern: boolean): Values | undefined => {
    const { tools, capabilities } = isModern ? own : { ...own, ...own.older };
    switch (method) {
      case 'initialize':
        return {
          ...{ protocolVersion: '2025-11-25', capabilities, serverInfo },
          ...(own.instructions === undefined ? {} : { instructions: own.instructions }),
        };
      case 'server/discover':
        return {
          ...{ supportedVersions: [modern], capabilities },
          _meta: { 'io.modelcontextprotocol/serverInfo': serverInfo },
        };
      case 'tools/list':
        return { tools };
      case 'tools/call':
        return textResult(`Echo: ${String((params['arguments'] as Values | undefined)?.['text'])}`);
      default:
        return undefined;
    }
  };

  const answerTo = async (call: StubCall): Promise<void> => {
    const { message, request, response } = call;
    methods.push(message.method);
    const refuse = (status: number): void => void response.writeHead(status).end();
    const meta = (message.params['_meta'] ?? {}) as Values;
    const isModern = meta['io.modelcontextprotocol/protocolVersion'] !== undefined && era !== 'legacy';
    if (!isModern && era === 'modern') return refuse(400);
    if (!isModern && message.method === 'server/discover') return refuse(400);
    if (!isModern && message.method !== 'initialize') {
      if (!sessions.has(String(request.headers['mcp-session-id']))) return refuse(404);
    }
    if (message.id === undefined) return refuse(202);
    const said = (await own.answer(call)) ?? usual(message, isModern);
    if (said === false) return undefined;
    const headers: Record<string, string> = { 'content-type': 'application/json' };
    if (message.method === 'initialize') {
      const session = `session-${process.pid}-${count++}`;
      sessions.add(session);
      headers['mcp-session-id'] = session;
    }
    const result = isModern ? { resultType: 'complete', ttlMs: 0, cacheScope: 'private', ...said } : said;
    const body =
      said === undefined
        ? { error: { code: -32601, message: 'Method not found' } }
        : said['error'] === undefined
          ? { result }
          : { error: said['error'] };
    response.writeHead(200, headers).end(JSON.stringify({ jsonrpc: '2.0', id: message.id, ...body }));
  };

  const upstream = await startUpstream((request, response, body) => {
    if (own.first(request, response)) return;
    if (request.method === 'DELETE') {
      sessions.delete(String(request.headers['mcp-session-id']));
      return void response.writeHead(204).end();
    }
    if (request.method !== 'POST') return void response.writeHead(405).end();
    const given = JSON.parse(body) as Partial<StubMessage>;
    const message = { method: '', params: {}, ...given };
    void answerTo({ message, request, response });
  }, options);
  return Object.assign(own, upstream, { sessions, methods, url: `${upstream.origin}/mcp` });
};
