import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { HubError } from '../core/errors.ts';
import type { Egress } from '../platform/egress/egress.ts';
import type { EgressAnswer } from '../platform/egress/answer.ts';
import {
  headersFor,
  refusalFor,
  standardHeaders,
  unreachable,
  type Fields,
  type Id,
  type Message,
} from './mcp-bridge-words.ts';
import { eventsOf } from './mcp-events.ts';

/** Between a client that speaks MCP over its standard streams, and a toolset of a hub: both eras pass as they are. */
export interface McpBridge {
  /** A line of the client. */
  hear(line: string): void;
  /** The client has nothing more to say: what is under way is ended, its session too. */
  close(): Promise<void>;
}

export interface McpBridgeOptions {
  readonly url: string;
  readonly key: string;
  readonly egress: Egress;
  /** A line for the client. */
  say(line: string): void;
}

interface Session {
  readonly id: string;
  readonly revision: string;
}

type Answer = Pick<EgressAnswer, 'status' | 'headers' | 'text' | 'stream'>;

const versionKey = 'io.modelcontextprotocol/protocolVersion';
const endless = { headersMs: Infinity, idleMs: 60_000, totalMs: Infinity, maxBytes: Infinity, redirects: 0 };
const mostPages = 100;
const lastWordsMs = 1_000;
const again = { atLeastMs: 500, atMostMs: 20_000 };
const headerMismatch = -32020;

export const openMcpBridge = ({ url, key, egress, say }: McpBridgeOptions): McpBridge => {
  /** What is under way, by the client's id. */
  const calls = new Map<Id, AbortController>();
  const closing = new AbortController();
  const handling = new Set<Promise<void>>();
  let handshake: Message | undefined;
  let session: Session | undefined;
  let renewing: Promise<void> | undefined;
  /** What comes before the end of the handshake would be without a session: it waits. */
  let turn: Promise<void> = Promise.resolve();
  let listening = false;

  const post = (message: Message, signal: AbortSignal, more: Readonly<Record<string, string>> = {}) =>
    egress.request({
      ...{ method: 'POST', url, signal, limits: endless },
      headers: {
        ...{ authorization: `Bearer ${key}`, 'content-type': 'application/json' },
        accept: 'application/json, text/event-stream',
        ...headersOf(message),
        ...more,
      },
      body: JSON.stringify(message),
    });

  const headersOf = (message: Message): Readonly<Record<string, string>> => {
    const revision = message.params?._meta?.[versionKey];
    if (typeof revision === 'string')
      return { 'mcp-protocol-version': revision, ...standardHeaders(message) };
    if (session === undefined || message.method === 'initialize') return {};
    return { 'mcp-session-id': session.id, 'mcp-protocol-version': session.revision };
  };

  /** Passes on all that an answer says. */
  const passOn = async (answer: Answer, message: Message): Promise<void> => {
    if (/^text\/event-stream/.test(String(answer.headers['content-type'] ?? ''))) {
      for await (const { data } of eventsOf(answer.stream())) if (data !== '') say(data);
      return;
    }
    const text = await answer.text();
    if (answer.status < 300) {
      if (text === '') return;
      if (message.method === 'initialize') begin(message, answer, text);
      return say(text);
    }
    if (message.id !== undefined) say(JSON.stringify(refusalFor(message.id, answer.status, text)));
  };

  const begin = (message: Message, answer: Answer, text: string): void => {
    const id = answer.headers['mcp-session-id'];
    const { result } = JSON.parse(text) as { readonly result?: { readonly protocolVersion?: string } };
    if (typeof id !== 'string' || result?.protocolVersion === undefined) return;
    handshake = message;
    session = { id, revision: result.protocolVersion };
  };

  /** The hub has forgotten the session, or was asked by another process: the client need not know. */
  const renew = (lost: Session): Promise<void> => {
    if (session !== lost) return renewing ?? Promise.resolve();
    const once = async (message: Message): Promise<void> => {
      session = undefined;
      const answer = await post(message, closing.signal);
      begin(message, answer, await answer.text());
      const initialized = { jsonrpc: '2.0', method: 'notifications/initialized' };
      await (await post(initialized, closing.signal)).text();
    };
    return (renewing = handshake === undefined ? Promise.resolve() : once(handshake));
  };

  const send = async (message: Message, signal: AbortSignal): Promise<Answer> => {
    const used = session;
    const answer = await post(message, signal);
    const lost =
      answer.status === 404 && used !== undefined && message.params?._meta?.[versionKey] === undefined;
    if (lost) {
      answer.discard();
      await renew(used);
      return post(message, signal);
    }
    if (answer.status !== 400 || message.method !== 'tools/call') return answer;
    // A tool of which arguments have to stand in headers: which ones, its schema says.
    const text = await answer.text();
    const { status, headers } = answer;
    const refused: Answer = { status, headers, text: async () => text, stream: () => Readable.from([text]) };
    if (!text.includes(String(headerMismatch))) return refused;
    const more = await argumentHeaders(message, signal);
    return Object.keys(more).length === 0 ? refused : post(message, signal, more);
  };

  const argumentHeaders = async (
    { params = {} }: Message,
    signal: AbortSignal,
  ): Promise<Readonly<Record<string, string>>> => {
    let cursor: string | undefined;
    for (let page = 0; page < mostPages; page++) {
      const list = {
        jsonrpc: '2.0',
        id: 0,
        method: 'tools/list',
        params: { _meta: params._meta ?? {}, cursor },
      };
      const answer = await post(list, signal);
      const { result } = (await answer.json()) as {
        readonly result?: { readonly tools: readonly Fields[]; readonly nextCursor?: string };
      };
      const tool = result?.tools.find(({ name }) => name === params['name']);
      if (tool !== undefined) return headersFor(tool['inputSchema'], params['arguments']);
      cursor = result?.nextCursor;
      if (cursor === undefined) break;
    }
    return {};
  };

  /** What the hub says of itself, in a session: until the client goes, whatever happens to the connection. */
  const listen = async (): Promise<void> => {
    let last: string | undefined;
    let pause = again.atLeastMs;
    while (!closing.signal.aborted && session !== undefined) {
      const own: Session = session;
      try {
        const answer = await egress.request({
          ...{ method: 'GET', url, signal: closing.signal, limits: endless },
          headers: {
            ...{ authorization: `Bearer ${key}`, accept: 'text/event-stream' },
            ...{ 'mcp-session-id': own.id, 'mcp-protocol-version': own.revision },
            ...(last === undefined ? {} : { 'last-event-id': last }),
          },
        });
        if (answer.status === 404) {
          answer.discard();
          last = undefined;
          await renew(own);
        } else if (answer.status === 200) {
          pause = again.atLeastMs;
          for await (const { id, data } of eventsOf(answer.stream())) {
            last = id ?? last;
            if (data !== '') say(data);
          }
        } else answer.discard();
      } catch {
        // It is tried again, until the client has enough.
      }
      await wait(pause, closing.signal);
      pause = Math.min(pause * 2, again.atMostMs);
    }
  };

  const handle = async (message: Message): Promise<void> => {
    const { id, method } = message;
    const abort = new AbortController();
    if (id !== undefined && method !== undefined) calls.set(id, abort);
    try {
      await passOn(await send(message, AbortSignal.any([abort.signal, closing.signal])), message);
      if (method === 'notifications/initialized' && session !== undefined && !listening) {
        listening = true;
        void listen();
      }
    } catch (error) {
      if (!abort.signal.aborted && !closing.signal.aborted && id !== undefined && method !== undefined)
        say(JSON.stringify(unreachable(id, error)));
    } finally {
      if (id !== undefined) calls.delete(id);
    }
  };

  const hearMessage = (message: Message): void => {
    const { method, params } = message;
    if (method === 'notifications/cancelled' && session === undefined) {
      // In the stateless era, going away is the cancellation.
      calls.get(params?.['requestId'] as Id)?.abort();
      return;
    }
    const before = turn;
    const work = before.then(() => handle(message)).finally(() => handling.delete(work));
    handling.add(work);
    if (method === 'initialize' || method === 'notifications/initialized') turn = work;
  };

  return {
    hear: (line) => {
      if (line.trim() === '') return;
      let message: unknown;
      try {
        message = JSON.parse(line);
      } catch {
        return say('{"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"This line is no JSON."}}');
      }
      for (const one of Array.isArray(message) ? (message as unknown[]) : [message])
        hearMessage(one as Message);
    },
    close: async () => {
      // Whoever pipes a request in wants its answer before the end.
      await Promise.race([Promise.allSettled(handling), wait(lastWordsMs, closing.signal)]);
      const own = session;
      session = undefined;
      closing.abort();
      if (own === undefined) return;
      const headers = { authorization: `Bearer ${key}`, 'mcp-session-id': own.id };
      const gone = egress.request({ method: 'DELETE', url, headers, limits: { totalMs: 2_000 } });
      await gone.then((answer) => answer.discard()).catch(() => undefined);
    },
  };
};

const wait = (ms: number, signal: AbortSignal): Promise<void> =>
  sleep(ms, undefined, { signal }).catch(() => undefined);

/** Where a toolset is: by its address, or by its name at the hub of the settings. */
export const toolsetUrl = (word: string, hub: string): string => {
  const url = /^https?:\/\//.test(word) ? word : `${hub.replace(/\/$/, '')}/mcp/${word}`;
  if (!URL.canParse(url) || !new URL(url).pathname.startsWith('/mcp/'))
    throw new HubError(
      'input_invalid',
      `"${word}" is no toolset: give its name, or its address as the hub shows it.`,
    );
  return url;
};
