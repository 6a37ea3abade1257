import { randomBytes } from 'node:crypto';
import { Agent, createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { freePort, startProgram } from '../../test/components/program.ts';
import { startHubProcess, type HubProcess } from '../platform/hub-process.ts';
import { load, printTable, quantile } from '../platform/measure.ts';
import { answering, ask } from './serve.ts';

/**
 * 10,000 calls at once, of 200 callers who all use the same ids: in both eras, over an API, a flow and another MCP
 * server, answered as JSON and as streams, over connections that they share. Every caller must get what it sent, and
 * nothing of anybody else. `CALLERS` and `CALLS` make it longer.
 */
const callers = Number(process.env['CALLERS'] ?? 200);
const callsOfEach = Number(process.env['CALLS'] ?? 50);
const root = join(import.meta.dirname, '..', '..');
const everything = join(root, 'node_modules/@modelcontextprotocol/server-everything/dist/index.js');
const agent = new Agent({ keepAlive: true, maxSockets: 1_000 });

const document = (origin: string) => ({
  openapi: '3.1.0',
  info: { title: 'Echo', version: '1' },
  servers: [{ url: origin }],
  paths: {
    '/echo/{words}': {
      get: {
        operationId: 'echo',
        parameters: [{ name: 'words', in: 'path', required: true, schema: { type: 'string' } }],
        responses: {
          200: { description: 'ok', content: { 'application/json': { schema: { type: 'object' } } } },
        },
      },
    },
  },
});

const flow = `document: { dsl: '1.0.3', namespace: bench, name: say, version: '1.0.0' }
input: { schema: { document: { type: object, required: [words], properties: { words: { type: string } } } } }
do:
  - say: { set: { said: '\${ .words }' } }
`;

/** What is called, and how a text goes in. Each answers with the text, or tells of it on the way. */
const tools: readonly { readonly name: string; readonly operation: string; given(text: string): object }[] = [
  { name: 'over_api', operation: 'echo.echo', given: (words) => ({ words }) },
  { name: 'over_flow', operation: 'flow.say', given: (words) => ({ words }) },
  { name: 'over_server', operation: 'far.echo', given: (message) => ({ message }) },
  {
    name: 'with_progress',
    operation: 'far.trigger-long-running-operation',
    given: () => ({ duration: 0.05, steps: 2 }),
  },
];

/** Answers after a while that is another one each time, so that the order of answers is not that of questions. */
const startEcho = async (): Promise<{ readonly origin: string; stop(): void }> => {
  const server = createServer(({ url = '' }, response) => {
    const words = decodeURIComponent(url.slice('/echo/'.length));
    setTimeout(() => {
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ words }));
    }, Math.random() * 40);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const stop = (): void => {
    server.closeAllConnections();
    server.close();
  };
  return { origin, stop };
};

interface Answer {
  readonly status: number;
  readonly session: string | undefined;
  readonly text: string;
}

const send = (url: string, headers: Readonly<Record<string, string>>, message: object): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const body = JSON.stringify({ jsonrpc: '2.0', ...message });
    const sent = request(
      url,
      {
        ...{ method: 'POST', agent },
        headers: {
          ...{ accept: 'application/json, text/event-stream', 'content-type': 'application/json' },
          ...{ 'content-length': Buffer.byteLength(body), ...headers },
        },
      },
      (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => (text += chunk));
        response.on('error', reject);
        response.on('end', () => {
          const session = response.headers['mcp-session-id'];
          resolve({
            status: response.statusCode ?? 0,
            session: typeof session === 'string' ? session : undefined,
            text,
          });
        });
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });

type Call = (
  id: number,
  params: Readonly<Record<string, unknown>> & { readonly name: string },
) => Promise<Answer>;

const sessionOf = async (url: string, authorization: string): Promise<Call> => {
  const clientInfo = { name: 'bench', version: '1' };
  const params = { protocolVersion: '2025-11-25', capabilities: {}, clientInfo };
  const { session = '', text } = await send(url, { authorization }, { id: 0, method: 'initialize', params });
  if (session === '') throw new Error(`No session was begun: ${text}`);
  const headers = { authorization, 'mcp-session-id': session, 'mcp-protocol-version': '2025-11-25' };
  await send(url, headers, { method: 'notifications/initialized' });
  return (id, given) => send(url, headers, { id, method: 'tools/call', params: given });
};

const stateless =
  (url: string, authorization: string): Call =>
  (id, { _meta, ...given }) => {
    const version = '2026-07-28';
    const headers = { 'mcp-protocol-version': version, 'mcp-method': 'tools/call', 'mcp-name': given.name };
    const about = {
      ...(_meta as object),
      'io.modelcontextprotocol/protocolVersion': version,
      'io.modelcontextprotocol/clientCapabilities': {},
    };
    const params = { ...given, _meta: about };
    return send(url, { authorization, ...headers }, { id, method: 'tools/call', params });
  };

/** Of ten calls of one caller: the other server is the slowest of them. */
const mix = [0, 1, 0, 2, 1, 0, 3, 1, 0, 2];

const seen = { answered: 0, crossed: 0, failed: new Map<string, number>(), ms: [] as number[] };
const canary = /canary-\d+-[0-9a-f]+#\d+/g;

const callOnce = async (call: Call, id: number, own: string): Promise<void> => {
  const tool = tools[mix[id % mix.length] ?? 0];
  if (tool === undefined) return;
  const began = performance.now();
  const { status, text } = await call(id, {
    ...{ name: tool.name, arguments: tool.given(own), _meta: { progressToken: own } },
  });
  seen.ms.push(performance.now() - began);
  const others = (text.match(canary) ?? []).filter((each) => each !== own);
  if (others.length > 0) seen.crossed++;
  if (text.includes(own) && new RegExp(`"id":${id}[,}]`).test(text) && !text.includes('"isError":true'))
    seen.answered++;
  else {
    const told = /"message":"[^"]*"|"text":"[^"]*"/.exec(text)?.[0] ?? text.slice(0, 200);
    const why = `${tool.name}, ${status}: ${told.replace(canary, '…')}`;
    seen.failed.set(why, (seen.failed.get(why) ?? 0) + 1);
  }
};

const prepare = async (hub: HubProcess, origin: string, far: string): Promise<readonly string[]> => {
  await ask(hub, '/api/connectors/import', { name: 'echo', document: document(origin) });
  await ask(hub, '/api/flows', { text: flow });
  await ask(hub, '/api/flows/say/publish', {});
  await ask(hub, '/api/mcp-servers', { name: 'far', url: far });
  const specs = tools.map(({ name, operation }) => ({ name, operation }));
  await ask(hub, '/api/toolsets', { name: 'mixed', title: 'Mixed', tools: specs });
  await ask(hub, '/api/toolsets/mixed/publish', {});
  const keys: string[] = [];
  for (let at = 0; at < callers; at++) {
    const permissions = ['operations.call', 'flows.run'];
    const made = (await ask(hub, '/api/keys', { name: `caller ${at}`, permissions })) as { secret: string };
    keys.push(made.secret);
  }
  return keys;
};

const echo = await startEcho();
const port = await freePort();
const far = `http://127.0.0.1:${port}/mcp`;
const server = await startProgram({
  ...{
    command: process.execPath,
    args: [everything, 'streamableHttp'],
    cwd: root,
    env: { PORT: String(port) },
  },
  ready: async () => answering(far).then(() => true),
});
const allow = [echo.origin, far].map((each) => new URL(each).host).join(',');
const hub = await startHubProcess({
  env: { HUB_LOG_LEVEL: 'warn', HUB_RATE_LIMIT: '0', HUB_EGRESS_ALLOW: allow },
});
try {
  const keys = await prepare(hub, echo.origin, far);
  const url = `${hub.url}/mcp/mixed`;
  const before = load();
  const calls = await Promise.all(
    keys.map(async (key, at) =>
      at % 2 === 0 ? sessionOf(url, `Bearer ${key}`) : stateless(url, `Bearer ${key}`),
    ),
  );
  const began = performance.now();
  await Promise.all(
    calls.flatMap((call, at) => {
      const own = `canary-${at}-${randomBytes(6).toString('hex')}`;
      return Array.from({ length: callsOfEach }, (_, id) => callOnce(call, id, `${own}#${id}`));
    }),
  );
  const seconds = (performance.now() - began) / 1_000;
  printTable([
    {
      ...{ callers, calls: callers * callsOfEach, answered: seen.answered, crossed: seen.crossed },
      ...{ seconds: seconds.toFixed(1), 'calls/s': Math.round((callers * callsOfEach) / seconds) },
      ...{ 'p50 ms': Math.round(quantile(seen.ms, 0.5)), 'p99 ms': Math.round(quantile(seen.ms, 0.99)) },
      ...{ 'load before': before, 'load after': load() },
    },
  ]);
  for (const [why, times] of seen.failed) console.log(`${times} × ${why}`);
  if (seen.crossed > 0 || seen.answered < callers * callsOfEach) process.exitCode = 1;
} finally {
  agent.destroy();
  await hub.stop();
  await server.stop();
  echo.stop();
}
