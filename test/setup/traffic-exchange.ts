import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import type { Consumer, Exchange, ExchangeEnd } from '../../gateway/traffic/exchange.ts';
import type { CompiledPipeline } from '../../gateway/traffic/pipeline.ts';
import { ServedExchange } from '../../gateway/traffic/run/served-exchange.ts';
import { newId } from '../../platform/ids.ts';

export interface ExchangeParts {
  readonly method?: string;
  /** Path and query, as the client sends them. */
  readonly url?: string;
  /** As an object, or as a list of pairs where the order or doubles matter. */
  readonly headers?: Readonly<Record<string, string>> | readonly (readonly [string, string])[];
  readonly body?: string | Buffer;
  readonly client?: string;
  readonly secure?: boolean;
  readonly endpoint?: string;
  readonly scopes?: readonly string[];
  readonly parameters?: Readonly<Record<string, string>>;
  readonly consumer?: Consumer | null;
  readonly pipeline?: Partial<CompiledPipeline>;
  readonly startedAt?: number;
  /** What the socket of the request also has: of TLS, for example. */
  readonly socket?: Readonly<Record<string, unknown>>;
}

export interface SentAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Each name and value as it went out, doubles too. */
  readonly lines: readonly (readonly [string, string])[];
  readonly body: string;
}

export interface TrialExchange extends Exchange {
  /** What the handlers wrote to the client; waits for its end. */
  answer(): Promise<SentAnswer>;
  /** As when the client hangs up. */
  hangUp(): void;
  /** As when the answer is out: runs the hooks. */
  finish(end?: Partial<ExchangeEnd>): void;
}

export const trialSpace = 'spc_00000000000000000000000001';

/** A request as handlers of a pipeline meet it: real messages of node:http over a socket that leads nowhere. */
export const exchangeOf = (parts: ExchangeParts = {}): TrialExchange => {
  const { method = 'GET', url = '/', body, client = '192.0.2.7' } = parts;
  const socket = silentSocket(client, parts.socket);
  const request = new IncomingMessage(socket);
  request.method = method;
  request.url = url;
  request.httpVersion = '1.1';
  request.httpVersionMajor = 1;
  request.httpVersionMinor = 1;
  // As the parser hands them over: Node joins and drops doubles as it does for any client.
  const lines = headerLines(parts).flat();
  (request as unknown as ParsedInto)._addHeaderLines(lines, lines.length);
  if (body !== undefined) request.push(body);
  request.push(null);
  request.complete = true;

  const response = new ServerResponse(request);
  const sent: Buffer[] = [];
  socket.write = (chunk: string | Uint8Array, encoding: unknown, done?: () => void) => {
    sent.push(typeof chunk === 'string' ? Buffer.from(chunk, encodingOf(encoding)) : Buffer.from(chunk));
    const wrote = typeof encoding === 'function' ? encoding : done;
    if (typeof wrote === 'function') process.nextTick(wrote);
    return true;
  };
  response.assignSocket(socket);
  const ended = new Promise<void>((resolve) => response.once('finish', resolve));

  const at = url.indexOf('?');
  const path = at === -1 ? url : url.slice(0, at);
  const query = at === -1 ? '' : url.slice(at);
  const pipeline: CompiledPipeline = {
    ...{ spaceId: trialSpace, spaceSlug: 'main', id: 'trial', name: 'trial', version: 1 },
    ...{ bodyBytes: null, answerBytes: null, asksForCertificates: false, steps: [] },
    ...parts.pipeline,
  };
  const endpoint = {
    ...{ name: parts.endpoint ?? 'trial', host: '*', paths: [], pathRegex: null, methods: null },
    ...{ scopes: parts.scopes ?? [], priority: 0, pipeline },
  };
  const exchange = new ServedExchange({
    ...{ request, response, requestId: newId('req'), host: request.headers.host ?? '', path, query, client },
    ...{ forwardedFor: client, secure: parts.secure ?? false, match: { endpoint, path: null } },
    startedAt: parts.startedAt ?? performance.now(),
  });
  exchange.consumer = parts.consumer ?? null;
  Object.defineProperty(exchange, 'parameters', { value: parts.parameters ?? {} });
  return Object.assign(exchange, {
    answer: async () => {
      await ended;
      return readAnswer(Buffer.concat(sent));
    },
    hangUp: () => exchange.leave(),
    finish: (end?: Partial<ExchangeEnd>) => {
      const whole = { status: response.statusCode, ms: 1, bytes: 0, service: null, ...end };
      for (const hook of exchange.endHooks ?? []) hook(whole);
    },
  });
};

interface ParsedInto {
  _addHeaderLines(lines: string[], count: number): void;
}

const headerLines = ({ headers = {}, body }: ExchangeParts): (readonly [string, string])[] => {
  const given = Array.isArray(headers) ? (headers as [string, string][]) : Object.entries(headers);
  const has = (wanted: string) => given.some(([name]) => name.toLowerCase() === wanted);
  return [
    ...(has('host') ? [] : ([['Host', 'api.example.test']] as const)),
    ...given,
    ...(body === undefined || has('content-length') || has('transfer-encoding')
      ? []
      : ([['Content-Length', String(Buffer.byteLength(body))]] as const)),
  ];
};

const silentSocket = (client: string, more: Readonly<Record<string, unknown>> = {}): Socket => {
  const socket = new Socket();
  for (const [name, value] of Object.entries({ remoteAddress: client, ...more }))
    Object.defineProperty(socket, name, { value, configurable: true });
  return socket;
};

const encodingOf = (encoding: unknown): BufferEncoding =>
  typeof encoding === 'string' && Buffer.isEncoding(encoding) ? encoding : 'utf8';

const readAnswer = (bytes: Buffer): SentAnswer => {
  const end = bytes.indexOf('\r\n\r\n');
  const [first = '', ...rest] = bytes.subarray(0, end).toString('latin1').split('\r\n');
  const lines = rest.map((line): [string, string] => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon), line.slice(colon + 1).trim()];
  });
  const headers = Object.fromEntries(lines.map(([name, value]) => [name.toLowerCase(), value]));
  const body = bytes.subarray(end + 4);
  const chunked = headers['transfer-encoding'] === 'chunked';
  const text = (chunked ? unchunked(body) : body).toString('utf8');
  return { status: Number(first.split(' ')[1]), headers, lines, body: text };
};

const unchunked = (bytes: Buffer): Buffer => {
  const parts: Buffer[] = [];
  for (let at = 0; at < bytes.length;) {
    const line = bytes.indexOf('\r\n', at);
    const size = parseInt(bytes.subarray(at, line).toString('latin1'), 16);
    parts.push(bytes.subarray(line + 2, line + 2 + size));
    at = line + 4 + size;
  }
  return Buffer.concat(parts);
};
