// slow: a server of the protocol's authors is started as a program.
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startEverything, type EverythingServer } from '../../setup/everything-server.ts';
import { eventually } from '../../setup/eventually.ts';
import { verifies } from '../../setup/verifies.ts';
import { startMcpStub, textResult, type McpStub } from '../../setup/mcp-stub.ts';
import { startToolsetWorld, testExchange, type ToolsetWorld } from '../../setup/toolsets.ts';

/** Tools of others' servers in toolsets: some of them, or a server whole. */
let world: ToolsetWorld;
let server: EverythingServer;
let careless: McpStub;
let twofold: McpStub;

beforeAll(async () => {
  server = await startEverything('streamableHttp');
  careless = await startMcpStub();
  twofold = await startMcpStub('both');
  world = await startToolsetWorld(
    [server, careless, twofold].map(({ port }) => `127.0.0.1:${port}`).join(','),
  );
  expect(await world.use('mcpServers.register', { name: 'theirs', url: server.url })).toMatchObject({
    state: 'healthy',
  });
});
afterAll(async () => {
  await world.stop();
  await server.stop();
  await careless.stop();
  await twofold.stop();
});

const publish = async (name: string, content: object): Promise<unknown> => {
  await world.use('toolsets.create', { name, ...content });
  return world.use('toolsets.publish', { name });
};

test("another server's tool is a tool: as it is, or with what the toolset settles", async () => {
  const tools = [
    { name: 'echo', operation: 'theirs.echo' },
    { name: 'plus_forty', operation: 'theirs.get-sum', arguments: { b: { fixed: { value: 40 } } } },
    { name: 'weather', operation: 'theirs.get-structured-content', output: '{degrees: .temperature}' },
  ];
  expect(await publish('some', { tools })).toMatchObject({ number: 1, blocked: [] });
  const [echo, sum, weather] = await world.listed('some');
  expect(echo).toMatchObject({ name: 'echo', description: 'Echoes back the input string' });
  expect(Object.keys(sum?.inputSchema.properties ?? {})).toEqual(['a']);
  expect(weather?.outputSchema).toBeUndefined();
  expect((await world.call('some', 'echo', { message: 'hello' })).content).toEqual([
    { type: 'text', text: 'Echo: hello' },
  ]);
  expect((await world.call('some', 'plus_forty', { a: 2 })).text).toContain('is 42');
  expect(await world.call('some', 'plus_forty', { a: 2, b: 1 })).toMatchObject({ isError: true });
  expect((await world.call('some', 'weather', { location: 'Chicago' })).structuredContent).toEqual({
    degrees: 36,
  });
  expect((await world.call('some', 'echo', {})).text).toContain('- message: is required');
});

test('a server is offered whole under the name of a toolset, and its calls are in the log', async () => {
  expect(await publish('wrong', { server: 'nobody' })).toMatchObject({ code: 'toolset_invalid' });
  expect(await publish('whole', { server: 'theirs', title: 'All of it' })).toMatchObject({ number: 1 });
  const offer = await world.offer('whole');
  expect(offer).toMatchObject({ name: 'whole', title: 'All of it' });
  expect((await world.listed('whole')).map(({ name }) => name)).toContain('echo');
  expect((await offer.resources?.list(undefined))?.items.length).toBeGreaterThan(0);
  expect((await offer.prompts?.list(undefined))?.items.length).toBeGreaterThan(0);
  const outcome = await offer.tools.call(
    { name: 'echo', arguments: { message: 'hi' }, meta: {} },
    testExchange(),
  );
  expect(outcome).toMatchObject({ kind: 'complete', result: { content: [{ text: 'Echo: hi' }] } });
  type Calls = { readonly items: readonly Record<string, unknown>[] };
  await eventually(async () => {
    const { items } = await world.use<Calls>('toolsets.calls', { toolset: 'whole' });
    expect(items).toMatchObject([{ tool: 'echo', operation: 'theirs.echo', outcome: 'done' }]);
  });
  expect(await world.offers.find(world.caller({ permissions: ['flows.run'] }), 'whole')).toBeUndefined();
});

verifies(
  'mcp.upstream.eras',
  'under the name of a toolset, too, a server is in either era what it is there, and its calls are in the log',
  async () => {
    await world.use('mcpServers.register', { name: 'twofold', url: twofold.url });
    twofold.older = { capabilities: { tools: {}, prompts: {} } };
    await publish('either', { server: 'twofold', title: 'Either' });
    const newer = await world.offer('either');
    const older = await newer.older?.();
    expect([newer.prompts, older?.prompts]).toEqual([undefined, expect.any(Object)]);
    expect(older).toMatchObject({ name: 'either', title: 'Either' });
    await older?.tools.call({ name: 'echo', arguments: { text: 'hi' }, meta: {} }, testExchange());
    type Calls = { readonly items: readonly Record<string, unknown>[] };
    await eventually(async () => {
      const { items } = await world.use<Calls>('toolsets.calls', { toolset: 'either' });
      expect(items).toMatchObject([{ tool: 'echo', operation: 'twofold.echo', outcome: 'done' }]);
    });
  },
);

test('a tool that wants a page opened first says so to the one who can open it, not to the model', async () => {
  const tools = [{ name: 'pay', operation: 'theirs.trigger-url-elicitation' }];
  expect(await publish('paying', { tools })).toMatchObject({ number: 1 });
  const given = { url: 'https://a.example/pay', elicitationId: 'one', errorPath: true };
  const options = { exchange: { clientCapabilities: { elicitation: { url: {} } } } };
  await expect(world.call('paying', 'pay', given, options)).rejects.toMatchObject({
    details: { told: { code: -32042, data: { elicitations: [{ mode: 'url' }] } } },
  });
});

verifies(
  'mcp.toolsets.undescribed',
  "another server's answer that does not fit its own schema is passed on, with a note",
  async () => {
    const outputSchema = { type: 'object', properties: { n: { type: 'integer' } }, required: ['n'] };
    careless.tools = [{ name: 'count', inputSchema: { type: 'object' }, outputSchema }];
    careless.answer = ({ message }) =>
      message.method === 'tools/call'
        ? { ...textResult('It is seven.'), structuredContent: { n: 'seven' } }
        : undefined;
    await world.use('mcpServers.register', { name: 'careless', url: careless.url });
    await publish('counting', { tools: [{ name: 'count', operation: 'careless.count' }] });
    const answer = await world.call('counting', 'count');
    expect(answer.isError).toBeUndefined();
    expect(answer.structuredContent).toEqual({ n: 'seven' });
    expect(answer.content.map(({ text }) => text)).toEqual([
      'It is seven.',
      'Note: this answer is not as the operation describes it: /n must be integer, not "seven".',
    ]);
    careless.answer = ({ message }) =>
      message.method === 'tools/call'
        ? { ...textResult('It is 7.'), structuredContent: { n: 7 } }
        : undefined;
    expect((await world.call('counting', 'count')).content).toHaveLength(1);
  },
);
