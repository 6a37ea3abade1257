import { startUpstream, type Upstream } from './upstream.ts';

interface Message {
  readonly id?: number;
  readonly method: string;
  readonly params?: Readonly<Record<string, unknown>>;
}

export interface McpServer extends Upstream {
  /** Sessions that were begun, and not ended. */
  readonly sessions: Set<string>;
}

export interface McpServerOptions {
  /** Answers as server-sent events instead of JSON. */
  readonly events?: boolean;
  /** The version it speaks, whatever it was asked for. */
  readonly version?: string;
}

/** A strict server of MCP over streamable HTTP: who does not keep to the protocol gets an error of HTTP. */
export const startMcpServer = async (options: McpServerOptions = {}): Promise<McpServer> => {
  const version = options.version ?? '2025-06-18';
  const sessions = new Set<string>();
  const ready = new Set<string>();
  let count = 0;
  const upstream = await startUpstream((request, response, body) => {
    const refuse = (status: number): void => void response.writeHead(status).end();
    const session = String(request.headers['mcp-session-id'] ?? '');
    if (request.method === 'DELETE') return sessions.delete(session) ? refuse(204) : refuse(404);
    const { accept = '' } = request.headers;
    if (!accept.includes('application/json') || !accept.includes('text/event-stream')) return refuse(406);
    const message = JSON.parse(body) as Message;
    const say = (answer: object, headers: Record<string, string> = {}): void => {
      const text = JSON.stringify({ jsonrpc: '2.0', id: message.id, ...answer });
      if (options.events !== true) {
        response.writeHead(200, { 'content-type': 'application/json', ...headers }).end(text);
        return;
      }
      response.writeHead(200, { 'content-type': 'text/event-stream', ...headers });
      response.write(': hello\r\n\r\nevent: message\r\n');
      response.write('data: {"jsonrpc":"2.0","method":"notifications/progress","params":{}}\r\n\r\n');
      response.write(`id: 7\nevent: message\ndata: ${text.slice(0, 9)}`);
      // The stream stays open: who has the answer leaves.
      setImmediate(() => response.write(`${text.slice(9)}\n\n`));
    };
    if (message.method === 'initialize') {
      const name = `session-${count++}`;
      sessions.add(name);
      return say({ result: { protocolVersion: version, capabilities: {} } }, { 'mcp-session-id': name });
    }
    if (!sessions.has(session)) return refuse(404);
    if (request.headers['mcp-protocol-version'] !== version) return refuse(400);
    if (message.method === 'notifications/initialized') {
      ready.add(session);
      return refuse(202);
    }
    if (!ready.has(session)) return refuse(400);
    if (message.method === 'tools/list') return say({ result: { tools: [{ name: 'add' }] } });
    if (message.params?.['name'] === 'hang') return undefined;
    if (message.params?.['name'] === 'add')
      return say({ result: { content: [], structuredContent: message.params } });
    return say({ error: { code: -32602, message: 'Unknown tool', data: { token: 'hidden' } } });
  });
  return Object.assign(upstream, { sessions });
};
