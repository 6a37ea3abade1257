// needs: inspector
// slow: starts a whole hub, a server of others, and a program for each question
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import type { Values } from '../../../mcp-servers/serve/offer.ts';
import { located } from '../../components/installed.ts';
import { startEverything, type EverythingServer } from '../../setup/everything-server.ts';
import { flowsOver } from '../../setup/flows.ts';
import { startTestHub, type TestHub } from '../../setup/hub.ts';
import { shopDocument } from '../../setup/toolsets.ts';
import { startUpstream, type Upstream } from '../../setup/upstream.ts';
import { verifies } from '../../setup/verifies.ts';

/** The official inspector, as people type it, against toolsets of a hub as `npm start` makes it. */
const program = join(
  located('inspector'),
  'node_modules/@modelcontextprotocol/inspector/clients/cli/build/index.js',
);
let hub: TestHub;
let shop: Upstream;
let theirs: EverythingServer;
/** What it would keep of one run for the next. */
let home: string;

beforeAll(async () => {
  [shop, theirs, home] = await Promise.all([
    startUpstream((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"orders":[{"id":7}]}');
    }),
    startEverything('streamableHttp'),
    mkdtemp(join(tmpdir(), 'app-connect-inspector-')),
  ]);
  hub = await startTestHub({ HUB_EGRESS_ALLOW: `127.0.0.1:${shop.port},127.0.0.1:${theirs.port}` });
  await ask('/api/connectors/import', { name: 'shop', document: shopDocument(shop.origin) });
  await flowsOver(hub).publish('greet', {
    head: 'input: { schema: { document: { type: object, required: [who], properties: { who: { type: string } } } } }',
    tasks: `- say: { set: { said: '\${ "Hello " + .who }' } }`,
  });
  await ask('/api/mcp-servers', { name: 'theirs', url: theirs.url });
  const tools = [
    { name: 'list_orders', operation: 'shop.listOrders' },
    { name: 'greet', operation: 'flow.greet' },
  ];
  await ask('/api/toolsets', { name: 'shopping', title: 'Shopping', tools });
  await ask('/api/toolsets', { name: 'whole', title: 'All of theirs', server: 'theirs' });
  for (const name of ['shopping', 'whole']) await ask(`/api/toolsets/${name}/publish`, {});
});

afterAll(async () => {
  await hub.stop();
  await Promise.all([shop.stop(), theirs.stop(), rm(home, { recursive: true, force: true })]);
});

const ask = async (path: string, body: object): Promise<void> => {
  const { status, text } = await hub.request('POST', path, { body });
  if (status >= 300) throw new Error(`${path} answered ${status}: ${text}`);
};

interface Said {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

type Run = [toolset: string, era: string, words: readonly string[], key?: string | null];
/** One run of the program; `key` null: without any. */
const inspect = (...[toolset, era, words, key = hub.key]: Run): Promise<Said> =>
  new Promise((resolve) => {
    const header = key === null ? [] : ['--header', `Authorization: Bearer ${key}`];
    const about = ['--server-url', `${hub.url}/mcp/${toolset}`, '--transport', 'http', '--protocol-era', era];
    execFile(
      process.execPath,
      [program, ...about, ...header, '--stored-auth-only', '--format', 'json', ...words],
      { timeout: 200_000, cwd: home, env: { HOME: home, PATH: process.env['PATH'] } },
      (error, stdout, stderr) =>
        resolve({ code: error === null ? 0 : Number(error.code ?? 1), stdout, stderr }),
    );
  });

const answered = async (...[toolset, era, words]: Run): Promise<Values> => {
  const { code, stdout, stderr } = await inspect(toolset, era, words);
  if (code !== 0) throw new Error(`ended with ${code}: ${stdout}${stderr}`);
  return (JSON.parse(stdout) as { readonly result: Values }).result;
};

const named = (list: unknown): unknown[] => (list as Values[]).map(({ name }) => name);

describe.each(['legacy', 'modern'])('the inspector, era %s', (era) => {
  const method = (toolset: string, name: string, ...rest: readonly string[]) =>
    answered(toolset, era, ['--method', name, ...rest]);

  verifies('mcp.serve.inspector', 'lists tools, and finds nothing wrong with their schemas', async () => {
    const { tools } = await method('shopping', 'tools/list', '--strict');
    expect(named(tools)).toEqual(['list_orders', 'greet']);
    expect(named((await method('whole', 'tools/list'))['tools'])).toContain('get-sum');
  });

  verifies('mcp.serve.inspector', 'calls a tool over an API, and one that is a flow', async () => {
    const order = ['--tool-name', 'list_orders', '--tool-arg', 'customerId=ada', 'limit=2'];
    expect(await method('shopping', 'tools/call', ...order)).toMatchObject({
      structuredContent: { orders: [{ id: 7 }] },
    });
    expect(shop.seen.at(-1)?.path).toBe('/customers/ada/orders?limit=2');
    const greet = ['--tool-name', 'greet', '--tool-args-json', '{"who":"Ada"}'];
    expect(await method('shopping', 'tools/call', ...greet)).toMatchObject({
      content: [{ type: 'text', text: '{"said":"Hello Ada"}' }],
      structuredContent: { said: 'Hello Ada' },
    });
  });

  verifies('mcp.serve.inspector', 'is told what is wrong with the arguments of a call', async () => {
    const words = [
      '--method',
      'tools/call',
      '--tool-name',
      'list_orders',
      '--tool-arg',
      'customerId=a',
      'limit=900',
    ];
    const { code, stdout } = await inspect('shopping', era, words);
    expect(code).not.toBe(0);
    expect(stdout).toContain('limit');
  });

  verifies('mcp.serve.inspector', 'lists and reads resources, and lists and gets prompts', async () => {
    const { resources } = await method('whole', 'resources/list');
    const uri = 'demo://resource/static/document/features.md';
    expect((resources as Values[]).map((each) => each['uri'])).toContain(uri);
    expect(await method('whole', 'resources/read', '--uri', uri)).toMatchObject({ contents: [{ uri }] });
    expect(named((await method('whole', 'prompts/list'))['prompts'])).toContain('args-prompt');
    const prompt = ['--prompt-name', 'args-prompt', '--prompt-args', 'city=Berlin'];
    expect(JSON.stringify(await method('whole', 'prompts/get', ...prompt))).toContain('Berlin');
    // A toolset of operations has none of either, and says so.
    expect(await method('shopping', 'resources/list')).toEqual({ resources: [] });
    expect(await method('shopping', 'prompts/list')).toEqual({ prompts: [] });
  });

  verifies('mcp.serve.inspector', 'is refused without a key, and with a wrong one', async () => {
    for (const key of [null, 'hub_wrong']) {
      const { code, stdout, stderr } = await inspect('shopping', era, ['--method', 'tools/list'], key);
      expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
      expect(JSON.parse(stderr)).toMatchObject({ error: { code: 'auth_required' } });
    }
  });
});
