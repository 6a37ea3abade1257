// slow: starts a program for each client
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { eventually } from '../../setup/eventually.ts';
import { connectClient, eras, type TestClient } from '../../setup/mcp-client.ts';
import { startTestMcp, type TestMcp } from '../../setup/mcp-endpoint.ts';
import { meta, rpc } from '../../setup/mcp-wire.ts';
import { aborted, waiting } from '../../setup/offered-tools.ts';
import { verifies } from '../../setup/verifies.ts';

const root = join(import.meta.dirname, '../../..');
const program = join(root, 'app/mcp-stdio.ts');
let mcp: TestMcp;

beforeAll(async () => {
  mcp = await startTestMcp();
});

afterAll(async () => {
  await mcp.stop();
});

const start = (url: string, key: string): StdioClientTransport =>
  new StdioClientTransport({
    command: process.execPath,
    args: [program, url],
    env: { HUB_KEY: key },
    stderr: 'ignore',
  });

describe.each(eras)('a program of a desktop client, era of %s', (era) => {
  let one: TestClient;

  beforeAll(async () => {
    one = await connectClient(start(String(mcp.urls[0]), mcp.caller()), era);
  });

  afterAll(async () => {
    await one.close();
  });

  verifies('mcp.serve.stdio', 'passes tools, resources and prompts as they are', async () => {
    expect(one.client.getNegotiatedProtocolVersion()).toBe(era === 'sessions' ? '2025-11-25' : '2026-07-28');
    expect((await one.client.listTools()).tools.length).toBeGreaterThan(20);
    expect(await one.text('test_simple_text')).toBe('This is a simple text response for testing.');
    const { contents } = await one.client.readResource({ uri: 'test://static-text' });
    expect(contents).toHaveLength(1);
    expect((await one.client.listPrompts()).prompts.length).toBeGreaterThan(3);
    await expect(one.text('no_such_tool')).rejects.toMatchObject({ code: -32602 });
  });

  verifies('mcp.serve.stdio', 'passes questions, progress and cancellations', async () => {
    expect(await one.text('test_elicitation', { message: 'Who?' })).toContain('response of Who?');
    const before = aborted.count;
    const abort = new AbortController();
    const progress: number[] = [];
    const call = one.client.callTool(
      { name: 'wait' },
      { signal: abort.signal, onprogress: (news) => void progress.push(news.progress) },
    );
    await eventually(async () => expect([waiting.count, progress]).toEqual([1, [1]]));
    abort.abort('enough');
    await expect(call).rejects.toThrow();
    await eventually(async () => expect(aborted.count).toBe(before + 1));
  });

  test('finds out which arguments have to stand in headers', async () => {
    expect(await one.text('test_x_mcp_header', { region: 'Köln', count: 3 })).toBe(
      '{"region":"Köln","count":3}',
    );
  });

  test('tells of changes', async () => {
    if (era === 'stateless') await one.client.listen({ toolsListChanged: true });
    await eventually(async () => expect(mcp.offers.watchers()).toBe(1));
    mcp.offers.tell('tools');
    await eventually(async () => expect(one.told).toContain('notifications/tools/list_changed'));
  });
});

test('a session that the hub has forgotten is begun anew, and the client need not know', async () => {
  const one = await connectClient(start(String(mcp.urls[0]), mcp.caller()), 'sessions');
  expect(await one.text('test_simple_text')).toContain('simple');
  await mcp.database.superuser.query('delete from mcp_sessions');
  await eventually(async () => {
    expect(await one.text('test_simple_text')).toContain('simple');
    const { rows } = await mcp.database.superuser.query('select 1 from mcp_sessions');
    expect(rows).toHaveLength(1);
  });
  await one.close();
  await eventually(async () => {
    const { rows } = await mcp.database.superuser.query('select 1 from mcp_sessions');
    expect(rows).toHaveLength(0);
  });
});

interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

const run = (args: readonly string[], env: Readonly<Record<string, string>>, input = ''): Promise<Ran> =>
  new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [program, ...args],
      { env: { ...env } },
      (error, stdout, stderr) =>
        resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr }),
    );
    child.stdin?.end(input);
  });

test('answers what is piped in, and says why the hub refuses it', async () => {
  const url = String(mcp.urls[0]);
  const line = `${JSON.stringify(rpc(5, 'server/discover', { _meta: meta() }))}\n`;
  const good = await run([url], { HUB_KEY: mcp.caller() }, line);
  expect([good.code, JSON.parse(good.stdout)]).toMatchObject([
    0,
    { id: 5, result: { resultType: 'complete' } },
  ]);
  const bad = await run([url], { HUB_KEY: 'no key' }, `${line}{"jsonrpc"\n`);
  const said = bad.stdout
    .trim()
    .split('\n')
    .map((text) => JSON.parse(text) as unknown);
  expect(said).toContainEqual(
    expect.objectContaining({ id: 5, error: expect.objectContaining({ message: 'Send a token.' }) }),
  );
  expect(said).toContainEqual(
    expect.objectContaining({ id: null, error: expect.objectContaining({ code: -32700 }) }),
  );
  const nobody = await run(['http://127.0.0.1:9/mcp/desk'], { HUB_KEY: 'x' }, line);
  expect(JSON.parse(nobody.stdout)).toMatchObject({ id: 5, error: { code: -32000 } });
});

test('is started by its name, with whatever Node is there', async () => {
  const { bin } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as {
    readonly bin: Readonly<Record<string, string>>;
  };
  const client = await connectClient(
    new StdioClientTransport({
      ...{ command: process.execPath, stderr: 'ignore' },
      args: [join(root, String(bin['app-connect-mcp'])), String(mcp.urls[0])],
      env: { HUB_KEY: mcp.caller() },
    }),
    'stateless',
  );
  expect(await client.text('test_simple_text')).toContain('simple');
  await client.close();
});

test('says what it needs', async () => {
  expect(await run(['desk'], {})).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('HUB_KEY is not set'),
  });
  expect(await run([], { HUB_KEY: 'x' })).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('app-connect-mcp'),
  });
  expect(await run(['http://127.0.0.1:3000/api/x'], { HUB_KEY: 'x' })).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('is no toolset'),
  });
});
