import { request as httpRequest, type ClientRequest, type IncomingMessage } from 'node:http';
import { raw, type RawAnswer, type RawRequest } from './mcp-endpoint.ts';

/** MCP by hand: what no client of good manners would send. */

export const bearer = (token: string, more: Readonly<Record<string, string>> = {}) => ({
  authorization: `Bearer ${token}`,
  ...more,
});

export const rpc = (id: string | number, method: string, params: object = {}) => ({
  ...{ jsonrpc: '2.0', id, method, params },
});

export const meta = (capabilities: object = {}) => ({
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientCapabilities': capabilities,
});

export interface StatelessCall {
  readonly id?: string | number;
  readonly name?: string;
  readonly capabilities?: object;
  readonly params?: object;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A request of the stateless era as a good client sends it. */
export const stateless = (token: string, method: string, call: StatelessCall = {}): RawRequest => ({
  headers: bearer(token, {
    'mcp-protocol-version': '2026-07-28',
    'mcp-method': method,
    ...(call.name === undefined ? {} : { 'mcp-name': call.name }),
    ...call.headers,
  }),
  body: rpc(call.id ?? 1, method, {
    ...(call.name === undefined ? {} : { name: call.name, arguments: {} }),
    ...call.params,
    _meta: meta(call.capabilities),
  }),
});

export interface RawSession {
  readonly id: string;
  readonly headers: Readonly<Record<string, string>>;
  post(body: unknown, at?: string): Promise<RawAnswer>;
}

/** A session of the old era, begun by hand. */
export const beginSession = async (
  url: string,
  token: string,
  { protocolVersion = '2025-11-25', capabilities = {} } = {},
): Promise<RawSession> => {
  const answer = await raw(url, {
    headers: bearer(token),
    body: rpc('begin', 'initialize', {
      protocolVersion,
      capabilities,
      clientInfo: { name: 'raw', version: '1' },
    }),
  });
  const id = answer.headers['mcp-session-id'];
  if (typeof id !== 'string') throw new Error(`no session: ${answer.status} ${answer.text}`);
  const headers = bearer(token, { 'mcp-session-id': id, 'mcp-protocol-version': protocolVersion });
  return { id, headers, post: (body, at = url) => raw(at, { headers, body }) };
};

export interface WireEvent {
  readonly id: string | undefined;
  /** Undefined where it has no data. */
  readonly message: Readonly<Record<string, unknown>> | undefined;
  readonly comment: boolean;
}

export interface EventReader {
  readonly status: number;
  /** Waits for the next event that carries a message. */
  message(): Promise<Readonly<Record<string, unknown>> & { readonly eventId?: string | undefined }>;
  readonly events: readonly WireEvent[];
  /** When the server has ended it, or cut it off. */
  readonly ended: Promise<void>;
  readonly request: ClientRequest;
  close(): void;
}

/** Opens a stream of events and reads it as it comes. */
export const openEvents = (
  url: string,
  { method = 'GET', headers = {}, body }: RawRequest,
): Promise<EventReader> =>
  new Promise((resolve, reject) => {
    const content = body === undefined ? undefined : JSON.stringify(body);
    const request = httpRequest(url, {
      method,
      headers: {
        accept: 'application/json, text/event-stream',
        ...(content === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
    });
    request.on('error', reject);
    request.on('response', (response) => resolve(readEvents(request, response)));
    request.end(content);
  });

const readEvents = (request: ClientRequest, response: IncomingMessage): EventReader => {
  const events: WireEvent[] = [];
  const unread: WireEvent[] = [];
  let wake: (() => void) | undefined;
  let over = false;
  let text = '';
  response.setEncoding('utf8');
  response.on('data', (chunk: string) => {
    text += chunk;
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const event = readEvent(text.slice(0, end));
      text = text.slice(end + 2);
      events.push(event);
      if (event.message !== undefined) unread.push(event);
    }
    wake?.();
  });
  response.on('error', () => undefined);
  const ended = new Promise<void>((resolve) =>
    response.on('close', () => {
      over = true;
      wake?.();
      resolve();
    }),
  );
  return {
    status: response.statusCode ?? 0,
    events,
    ended,
    request,
    message: async () => {
      while (unread.length === 0) {
        if (over) throw new Error(`the stream ended after ${JSON.stringify(events)}`);
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      const { message, id } = unread.shift() as WireEvent;
      return { ...message, eventId: id };
    },
    close: () => void request.destroy(),
  };
};

const readEvent = (text: string): WireEvent => {
  const lines = text.split('\n');
  const field = (name: string) => lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2);
  const data = field('data');
  return {
    id: field('id'),
    message: data === undefined || data === '' ? undefined : (JSON.parse(data) as WireEvent['message']),
    comment: text.startsWith(':'),
  };
};
