// slow: runs the official conformance suite against the hub as a client, some seconds for each revision
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, expect } from '@jest/globals';
import { isHubError } from '../../../core/errors.ts';
import type { Exchange, Outcome, Values } from '../../../mcp-servers/serve/offer.ts';
import { exchangeOf, newBrowser } from '../../setup/connections.ts';
import { testExchange } from '../../setup/toolsets.ts';
import { verifies } from '../../setup/verifies.ts';
import { startUpstreamWorld, type UpstreamWorld } from '../../setup/upstream-world.ts';

const root = join(import.meta.dirname, '../../..');
const suite = join(root, 'node_modules/@modelcontextprotocol/conformance');
const publicUrl = 'https://hub.example';
let world: UpstreamWorld;
let control: Server;
let folder: string;

interface Wish {
  readonly server: string;
  readonly scenario: string;
  readonly context: {
    readonly client_id?: string;
    readonly client_secret?: string;
    readonly toolCalls?: readonly { readonly name: string; readonly arguments: Values }[];
  };
}

beforeAll(async () => {
  world = await startUpstreamWorld({ publicUrl, allow: '127.0.0.1,[::1]' });
  folder = await mkdtemp(join(tmpdir(), 'app-connect-conformance-'));
  control = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      drive(JSON.parse(body) as Wish).then(
        (said) => response.end(said),
        (error: unknown) => response.writeHead(500).end(String((error as Error).stack)),
      );
    });
  });
  await new Promise<void>((resolve) => control.listen(0, '127.0.0.1', resolve));
});

afterAll(async () => {
  control.closeAllConnections();
  control.close();
  await world.stop();
  await rm(folder, { recursive: true, force: true });
});

let driven = 0;

/** As an admin and a caller would: register, sign in as the server says, look at the tools, call them. */
const drive = async ({ server, context }: Wish): Promise<string> => {
  const name = `suite-${driven++}`;
  const made = await world.use('mcpServers.register', { name, url: server });
  if (made['code'] !== undefined) return `not registered: ${String(made['message'])}`;
  // The provider may change between two looks: whoever is asked to sign in again does so.
  for (let seen = made, tries = 0; seen['state'] === 'needs_sign_in' && tries < 3; tries++) {
    if (!(await signIn(name, context))) return `not signed in: ${String(seen['reason'])}`;
    seen = await world.use('mcpServers.refresh', { name });
  }
  const { tools } = await world.offer(name);
  const { items } = await tools.list(undefined);
  for (const call of context.toolCalls ??
    items.map((tool) => ({ name: String(tool['name']), arguments: fitting(tool, items) })))
    await callAs(name, call, context);
  // The suite waits until its server is left alone.
  await world.use('mcpServers.remove', { name });
  return 'done';
};

const fitting = ({ inputSchema, name }: Values, tools: readonly Values[]): Values => {
  const { properties = {} } = inputSchema as { properties?: Values };
  const focal = tools.find((tool) => tool['name'] === 'json_schema_2020_12_tool');
  if (name === 'json_schema_echo') return { schema: focal?.['inputSchema'] };
  return Object.fromEntries(Object.keys(properties).map((key, at) => [key, at + 2]));
};

const capable: Partial<Exchange> = {
  clientCapabilities: { elicitation: { form: {} }, sampling: {}, roots: {} },
  ask: async ({ params }) => answerTo(params),
};

const answerTo = (params: Values): Values => {
  const { properties = {} } = (params['requestedSchema'] ?? {}) as { properties?: Record<string, Values> };
  const defaults = Object.entries(properties).flatMap(([key, { default: value }]) =>
    value === undefined ? [] : [[key, value]],
  );
  return { action: 'accept', content: { confirmed: true, ...Object.fromEntries(defaults) } };
};

const callAs = async (
  server: string,
  call: { readonly name: string; readonly arguments: Values },
  context: Wish['context'],
): Promise<void> => {
  let own: Partial<Exchange> = {};
  for (let tries = 0; tries < 4; tries++) {
    const { tools } = await world.offer(server);
    let outcome: Outcome;
    try {
      outcome = await tools.call({ ...call, meta: {} }, testExchange({ ...capable, ...own }));
    } catch (error) {
      if (!isHubError(error, 'connection_not_ready')) return;
      // Whom the server trusts may have changed: it is asked again before anybody signs in.
      if (error.details['needs'] === 'signIn') await publishNewest(server);
      if (!(await signIn(server, context))) return;
      continue;
    }
    if (outcome.kind === 'complete') return;
    const answers = Object.entries(outcome.requests).map(([key, { params }]) => [key, answerTo(params)]);
    own = { answers: Object.fromEntries(answers) as Record<string, Values>, state: outcome.state };
  }
};

const publishNewest = async (name: string): Promise<void> => {
  await world.use('mcpServers.refresh', { name });
  const { items } = await world.use<{ items: { version: number }[] }>('connectors.listVersions', { name });
  await world.use('connectors.publishVersion', { name, version: items[0]?.version });
};

/** False: the hub does not go along with what the server or its provider says. */
const signIn = async (
  name: string,
  { client_id: clientId, client_secret: clientSecret }: Wish['context'],
): Promise<boolean> => {
  const { signIn: wanted } = await world.use<{ signIn: { scopes: string[] } | null }>('mcpServers.get', {
    name,
  });
  if (wanted === null) return false;
  const { items } = await world.use<{ items: { id: string }[] }>('connections.list', { connector: name });
  const connectionId =
    items[0]?.id ??
    (
      await world.use<{ id: string }>('connections.create', {
        ...{ connector: name, name, alternative: { oauth: wanted.scopes } },
        settings: { oauth: clientId === undefined ? {} : { clientId } },
        secrets: { oauth: clientSecret === undefined ? {} : { clientSecret } },
      })
    ).id;
  const browser = newBrowser();
  const exchange = () => exchangeOf(browser, '/api/connections/callback');
  const next = await world.use<{ url?: string }>(
    'connections.connect',
    { connectionId },
    { exchange: exchange() },
  );
  if (next.url === undefined) return false;
  const sent = await fetch(next.url, { redirect: 'manual' });
  const back = URL.parse(sent.headers.get('location') ?? '');
  if (back === null) return false;
  await world.use('connections.callback', Object.fromEntries(back.searchParams), { exchange: exchange() });
  return browser.location?.endsWith('result=connected') === true;
};

type Said = ReadonlyMap<string, { readonly passed: boolean; readonly line: string }>;

const run = (revision: string): Promise<Said> =>
  new Promise((resolve) => {
    const { port } = control.address() as AddressInfo;
    const command = `${process.execPath} ${join(root, 'test/setup/conformance-client.ts')} http://127.0.0.1:${port}/`;
    execFile(
      process.execPath,
      [
        join(suite, 'dist/index.js'),
        'client',
        '--command',
        command,
        '--requirements',
        revision,
        // All of them at once, each with a process of its own: the suite's half a minute is short for a busy machine.
        ...['--timeout', '180000', '-o', folder],
      ],
      { timeout: 200_000, maxBuffer: 64 * 1024 * 1024, env: {} },
      (_error, stdout, stderr) => {
        const text = stripVTControlCharacters(`${stdout}\n${stderr}`);
        const lines = [...text.matchAll(/^\S ([\w/.-]+): (\d+) passed, (\d+) failed.*$/gm)];
        resolve(
          new Map(
            lines.map(([line, name = '', passed, failed]) => [
              name,
              { passed: Number(passed) > 0 && failed === '0', line },
            ]),
          ),
        );
      },
    );
  });

const required = async (revision: string): Promise<string[]> => {
  const text = await readFile(join(suite, 'requirements', `${revision}.yaml`), 'utf8');
  const list = /^client:\n((?: {2}- .*\n)+)/m.exec(text)?.[1] ?? '';
  return [...list.matchAll(/- (\S+)/g)].map(([, name = '']) => name);
};

const trials = [
  ['2025-11-25', 18],
  ['2026-07-28', 32],
] as const;
for (const [revision, count] of trials)
  verifies(
    'mcp.upstream.conformance',
    `the hub as a client passes the scenarios of ${revision}`,
    async () => {
      const scenarios = await required(revision);
      expect(scenarios).toHaveLength(count);
      const said = await run(revision);
      const failed = scenarios.filter((name) => said.get(name)?.passed !== true);
      expect(failed.map((name) => said.get(name)?.line ?? `${name}: was not run`)).toEqual([]);
    },
  );
