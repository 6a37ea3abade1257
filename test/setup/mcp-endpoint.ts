import { randomBytes } from 'node:crypto';
import { createServer, request as httpRequest, type IncomingHttpHeaders, type Server } from 'node:http';
import { HubError } from '../../core/errors.ts';
import type { Hints, ToolCaller } from '../../core/ports.ts';
import { listenOn } from '../../gateway/http/listen-on.ts';
import { openEndpoint, type Endpoint, type EndpointDeps } from '../../mcp-servers/serve/endpoint.ts';
import { systemClock } from '../../platform/clock.ts';
import { openInProcessHints } from '../../platform/hints/in-process.ts';
import { newId } from '../../platform/ids.ts';
import { openLog } from '../../platform/log.ts';
import { openMetrics } from '../../platform/metrics.ts';
import { startTelemetry } from '../../platform/telemetry.ts';
import { openTestDatabase, type TestDatabase } from './database.ts';
import { openTestOffers, type TestOffers } from './offered.ts';

/** Processes of a hub that serve `/mcp/everything`, as one: they share the database, the hints and the key. */
export interface TestMcp {
  readonly database: TestDatabase;
  readonly offers: TestOffers;
  readonly hints: Hints;
  /** Addresses of the toolset, one for each process. */
  readonly urls: readonly string[];
  readonly endpoints: readonly Endpoint[];
  readonly logged: () => string;
  /** A new caller's bearer token. */
  caller(place?: { readonly spaceId?: string; readonly facts?: Readonly<Record<string, string>> }): string;
  /** From now on nobody is let in with it. */
  revoke(token: string): void;
  newSpace(): Promise<string>;
  stop(): Promise<void>;
}

export interface RawAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly json: unknown;
}

export interface RawRequest {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

export const startTestMcp = async (
  options: { readonly processes?: number; readonly deps?: Partial<EndpointDeps> } = {},
): Promise<TestMcp> => {
  const database = await openTestDatabase(4);
  const offers = openTestOffers();
  const hints = openInProcessHints();
  const callers = new Map<string, ToolCaller>();
  const lines: string[] = [];
  const servers: Server[] = [];
  const endpoints: Endpoint[] = [];
  const stateKey = randomBytes(32);
  const telemetry = await startTelemetry({ endpoint: undefined, service: 'test' });

  const authenticate = async (request: { headers: IncomingHttpHeaders }): Promise<ToolCaller> => {
    const caller = callers.get(/^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '');
    if (caller === undefined) throw new HubError('unauthenticated', 'Send a token.');
    return caller;
  };

  const newSpace = async (): Promise<string> => {
    const spaceId = newId('spc');
    await database.superuser.query('insert into spaces (space_id, slug, name) values ($1, $2, $2)', [
      ...[spaceId, `space-${spaceId.slice(-10)}`],
    ]);
    return spaceId;
  };
  const home = await newSpace();

  const urls: string[] = [];
  for (let count = options.processes ?? 1; count > 0; count--) {
    const endpoint = openEndpoint({
      ...{ offers, authenticate, hints, stateKey, db: database.db, clock: systemClock },
      challenge: (toolset) =>
        `Bearer resource_metadata="/.well-known/oauth-protected-resource/mcp/${toolset}"`,
      origin: { publicUrl: undefined, host: '127.0.0.1', corsOrigins: ['https://portal.example.com'] },
      log: openLog({ level: 'info', destination: { write: (line) => void lines.push(line) } }),
      metrics: openMetrics(),
      telemetry,
      beatMs: 100,
      ...options.deps,
    });
    // As the hub's own listener: with Node's five seconds and queue, a storm of calls met connections that were being closed.
    const server = createServer(
      { keepAliveTimeout: 60_000 },
      (request, response) => void endpoint.handle(request, response),
    );
    const port = await listenOn(server, { host: '127.0.0.1', port: 0, shared: false }, (error) => error);
    servers.push(server);
    endpoints.push(endpoint);
    urls.push(`http://127.0.0.1:${port}/mcp/everything`);
  }

  return {
    ...{ database, offers, hints, urls, endpoints, newSpace },
    logged: () => lines.join(''),
    caller: (place = {}) => {
      const token = `token-${randomBytes(12).toString('hex')}`;
      const spaceId = place.spaceId ?? home;
      callers.set(token, {
        ...{ spaceId, facts: place.facts ?? {}, toolsets: undefined },
        caller: { kind: 'key', keyId: newId('key'), name: 'of the tests', spaceId, permissions: new Set() },
      });
      return token;
    },
    revoke: (token) => void callers.delete(token),
    stop: async () => {
      for (const endpoint of endpoints) await endpoint.stop();
      for (const server of servers) {
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
      }
      await hints.close();
      await database.drop();
    },
  };
};

/** As it is on the wire; headers are sent as they are given. */
export const raw = (
  url: string,
  { method = 'POST', headers = {}, body }: RawRequest = {},
): Promise<RawAnswer> =>
  new Promise((resolve, reject) => {
    const content = body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body);
    const request = httpRequest(
      url,
      {
        method,
        headers: {
          accept: 'application/json, text/event-stream',
          ...(content === undefined
            ? {}
            : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(content) }),
          ...headers,
        },
      },
      (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => (text += chunk));
        response.on('error', reject);
        response.on('end', () => {
          const isJson = (response.headers['content-type'] ?? '').includes('json') && text !== '';
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            text,
            json: isJson ? (JSON.parse(text) as unknown) : undefined,
          });
        });
      },
    );
    request.on('error', reject);
    request.end(content);
  });
