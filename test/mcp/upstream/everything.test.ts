// slow: three servers of the protocol's authors are started as programs.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Exchange, Outcome, Values } from '../../../mcp-servers/serve/offer.ts';
import { everythingCommand, startEverything, type EverythingServer } from '../../setup/everything-server.ts';
import { eventually } from '../../setup/eventually.ts';
import { testExchange } from '../../setup/toolsets.ts';
import { verifies } from '../../setup/verifies.ts';
import { startUpstreamWorld, type UpstreamWorld } from '../../setup/upstream-world.ts';

let world: UpstreamWorld;
const servers: EverythingServer[] = [];

beforeAll(async () => {
  const [http, sse] = await Promise.all([startEverything('streamableHttp'), startEverything('sse')]);
  servers.push(http, sse);
  world = await startUpstreamWorld({ commands: { everything: everythingCommand } });
  const made = [
    await world.use('mcpServers.register', { name: 'streamable', url: http.url }),
    await world.use('mcpServers.register', { name: 'older', url: sse.url }),
    await world.use('mcpServers.register', { name: 'local', command: 'everything' }),
  ];
  expect(made.map(({ state, transport, era }) => [state, transport, era])).toEqual([
    ['healthy', 'streamable', 'legacy'],
    ['healthy', 'sse', 'legacy'],
    ['healthy', 'stdio', 'legacy'],
  ]);
});

afterAll(async () => {
  await world.stop();
  for (const server of servers) await server.stop();
});

const resultOf = (outcome: Outcome): Values => {
  if (outcome.kind !== 'complete') throw new Error('it asks');
  return outcome.result;
};
const textOf = (result: Values): string => (result['content'] as { text: string }[])[0]?.text ?? '';

describe.each(['streamable', 'older', 'local'])('a server over %s', (server) => {
  const tool = async (name: string, given: Values, own: Partial<Exchange> = {}): Promise<Values> => {
    const { tools } = await world.offer(server);
    return resultOf(await tools.call({ name, arguments: given, meta: {} }, testExchange(own)));
  };

  test('is a connector whose operations flows and REST call', async () => {
    expect(await world.call(`${server}.echo`, { message: 'hello' })).toBe('Echo: hello');
    expect(await world.call(`${server}.get-structured-content`, { location: 'Chicago' })).toEqual({
      temperature: 36,
      conditions: 'Light rain / drizzle',
      humidity: 82,
    });
    const answer = await world.use('operations.call', {
      ...{ connector: server, operation: 'get-sum', input: { a: 2, b: 40 } },
    });
    expect(answer['output']).toBe('The sum of 2 and 40 is 42.');
    const refused = await world.use('operations.call', {
      ...{ connector: server, operation: 'get-sum', input: { a: 'two' } },
    });
    expect(refused).toMatchObject({ code: 'input_invalid' });
  });

  verifies(
    'mcp.upstream.proxied',
    'is offered whole: tools as they are, resources, templates, prompts and their values',
    async () => {
      const offer = await world.offer(server);
      const { items } = await offer.tools.list(undefined);
      expect(items.map(({ name }) => name)).toEqual(
        expect.arrayContaining(['echo', 'get-sum', 'get-tiny-image']),
      );
      expect(items.find(({ name }) => name === 'get-structured-content')).toMatchObject({
        title: expect.any(String),
        outputSchema: { type: 'object' },
        annotations: expect.any(Object),
      });
      const image = await tool('get-tiny-image', {});
      expect((image['content'] as Values[]).map(({ type }) => type)).toEqual(['text', 'image', 'text']);
      const { resources, prompts, complete } = offer;
      if (resources === undefined || prompts === undefined || complete === undefined)
        throw new Error('not whole');
      const [first] = (await resources.list(undefined)).items;
      expect(first).toMatchObject({ uri: expect.any(String) });
      expect(resultOf(await resources.read(String(first?.['uri']), testExchange()))).toMatchObject({
        contents: [{ uri: first?.['uri'] }],
      });
      expect((await resources.templates(undefined)).items.length).toBeGreaterThan(0);
      const listed = (await prompts.list(undefined)).items.map(({ name }) => name);
      expect(listed).toEqual(expect.arrayContaining(['args-prompt', 'completable-prompt']));
      const prompt = resultOf(await prompts.get('args-prompt', { city: 'Berlin' }, testExchange()));
      expect(JSON.stringify(prompt)).toContain('Berlin');
      const completed = await complete(
        {
          ref: { type: 'ref/prompt', name: 'completable-prompt' },
          argument: { name: 'department', value: 'E' },
        },
        testExchange(),
      );
      expect(completed).toMatchObject({ completion: { values: ['Engineering'] } });
    },
  );

  verifies('mcp.upstream.asked', 'asks whoever calls, through the hub, and nobody else', async () => {
    const asked: string[] = [];
    const answer = await tool(
      'trigger-elicitation-request',
      {},
      {
        clientCapabilities: { elicitation: { form: {} } },
        ask: async ({ method, params }) => {
          asked.push(
            `${method} ${Object.keys((params['requestedSchema'] as Values)['properties'] as Values)[0]}`,
          );
          return { action: 'accept', content: { name: 'Ada', integer: 4 } };
        },
      },
    );
    expect(asked).toEqual(['elicitation/create name']);
    expect(JSON.stringify(answer)).toContain('Ada');
    const sampled = await tool(
      'trigger-sampling-request',
      { prompt: 'say it', maxTokens: 10 },
      {
        clientCapabilities: { sampling: {} },
        ask: async () => ({
          model: 'm',
          role: 'assistant',
          content: { type: 'text', text: 'said by a model' },
        }),
      },
    );
    expect(JSON.stringify(sampled)).toContain('said by a model');
  });

  verifies(
    'mcp.upstream.asked',
    'questions of two calls at once reach the one who made the call',
    async () => {
      const ask = (name: string) =>
        tool(
          'trigger-elicitation-request',
          {},
          {
            clientCapabilities: { elicitation: { form: {} } },
            ask: async () => ({ action: 'accept', content: { name } }),
          },
        );
      const names = Array.from({ length: 6 }, (_, at) => `person ${at}`);
      const answers = await Promise.all(names.map(ask));
      answers.forEach((answer, at) => expect(JSON.stringify(answer)).toContain(names[at]));
    },
  );

  test('tells how far it is', async () => {
    const told: number[] = [];
    const done = await tool(
      'trigger-long-running-operation',
      { duration: 0.5, steps: 5 },
      { progress: ({ progress }) => void told.push(progress) },
    );
    expect(textOf(done)).toContain('completed');
    expect(told).toEqual([1, 2, 3, 4, 5]);
  });

  test('ends a call that nobody waits for any more', async () => {
    const leaving = new AbortController();
    const begun = tool(
      'trigger-long-running-operation',
      { duration: 60, steps: 60 },
      { signal: leaving.signal, progress: () => leaving.abort() },
    );
    await expect(begun).rejects.toMatchObject({ code: 'cancelled' });
    expect(await world.call(`${server}.echo`, { message: 'still there' })).toBe('Echo: still there');
  });

  test('tells of resources that somebody subscribed to', async () => {
    const offer = await world.offer(server);
    const heard: unknown[] = [];
    const leave = world.upstream.offers.watch(world.spaceId, server, (change) => void heard.push(change));
    const uri = String((await offer.resources?.list(undefined))?.items[0]?.['uri']);
    await eventually(async () => {
      await offer.resources?.subscribe?.(uri);
      await tool('toggle-subscriber-updates', {});
      return true;
    });
    await eventually(() => heard.some((change) => typeof change === 'object'));
    expect(heard).toContainEqual({ resource: uri });
    leave();
  });
});
