// slow: servers of the protocol's authors are started as programs, and all of them is used three times.
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { StreamableHTTPClientTransport, type Transport } from '@modelcontextprotocol/client';
import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import type { Values } from '../../../mcp-servers/serve/offer.ts';
import { everythingCommand, startEverything, type EverythingServer } from '../../setup/everything-server.ts';
import { eventually } from '../../setup/eventually.ts';
import { tour, type Tour } from '../../setup/everything-tour.ts';
import { connectClient, eras, httpTransport, type Era, type TestClient } from '../../setup/mcp-client.ts';
import type { TestMcp } from '../../setup/mcp-endpoint.ts';
import { startFront } from '../../setup/mcp-front.ts';
import { startUpstreamWorld, type UpstreamWorld } from '../../setup/upstream-world.ts';
import { verifies } from '../../setup/verifies.ts';

/** The reference server by itself, and behind the hub: the official client must not find a difference. */
let world: UpstreamWorld;
let http: EverythingServer;
const fronts = new Map<string, TestMcp>();

beforeAll(async () => {
  http = await startEverything('streamableHttp');
  world = await startUpstreamWorld({ commands: { everything: everythingCommand } });
  for (const [name, at] of [
    ['streamable', { url: http.url }],
    ['local', { command: 'everything' }],
  ] as const) {
    expect(await world.use('mcpServers.register', { name, ...at })).toMatchObject({ state: 'healthy' });
    fronts.set(name, await startFront(world, name));
  }
});

afterAll(async () => {
  for (const front of fronts.values()) await front.stop();
  await world.stop();
  await http.stop();
});

const byItself = (server: string): Transport => {
  const [command = '', ...args] = everythingCommand;
  return server === 'local'
    ? new StdioClientTransport({ command, args, stderr: 'ignore' })
    : new StreamableHTTPClientTransport(new URL(http.url));
};

const behindHub = (server: string): Transport => {
  const front = fronts.get(server);
  if (front === undefined) throw new Error('there is no hub');
  return httpTransport(String(front.urls[0]), front.caller());
};

const using = async <T>(
  { transport, era }: { readonly transport: Transport; readonly era: Era },
  work: (one: TestClient) => Promise<T>,
): Promise<T> => {
  const one = await connectClient(transport, era, { form: {}, url: {} });
  try {
    return await work(one);
  } finally {
    await one.close();
  }
};

const pageFirst = { url: 'https://a.example/pay', elicitationId: 'one', errorPath: true };
const openPage = ({ client }: TestClient) =>
  client.callTool({ name: 'trigger-url-elicitation', arguments: pageFirst });

describe.each(['streamable', 'local'])('the reference server, %s', (server) => {
  let direct: Tour;

  beforeAll(async () => {
    direct = await using({ transport: byItself(server), era: 'sessions' }, tour);
    expect(direct.found['untried']).toEqual([]);
  });

  describe.each(eras)('for a client of the era "%s"', (era) => {
    verifies('mcp.upstream.proxied', 'has behind the hub all that it has by itself', async () => {
      const { found, progress } = await using({ transport: behindHub(server), era }, tour);
      expect(found).toEqual(direct.found);
      expect(progress).toEqual([1, 2].map((at) => ({ progress: at, total: 2 })));
    });

    if (era === 'sessions')
      verifies('mcp.upstream.asked', 'refuses until a page was opened, as it does by itself', async () => {
        const refused = async (transport: Transport): Promise<Values> =>
          using({ transport, era }, async (one) => {
            const error = await openPage(one).catch((thrown: unknown) => thrown);
            const text = JSON.stringify(error).replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, 'an-id');
            return JSON.parse(text) as Values;
          });
        const through = await refused(behindHub(server));
        expect(through).toMatchObject({
          code: -32042,
          data: { elicitations: [{ mode: 'url', url: expect.stringContaining('https://') }] },
        });
        expect(through).toEqual(await refused(byItself(server)));
      });
    else
      verifies('mcp.upstream.asked', 'asks for a page that has to be opened first', async () => {
        await using({ transport: behindHub(server), era }, async (one) => {
          expect(JSON.stringify(await openPage(one))).toContain('completed the URL elicitation flow');
          expect(one.asked[0]).toContain('Open this link');
        });
        await using({ transport: behindHub(server), era }, async (one) => {
          let times = 0;
          one.client.setRequestHandler('elicitation/create', async () => {
            times++;
            return { action: 'decline' };
          });
          await expect(openPage(one)).rejects.toThrow('that was declined');
          expect(times).toBe(1);
        });
      });

    verifies('mcp.upstream.hostile', 'sends nobody to a page that is none', async () => {
      await using({ transport: behindHub(server), era }, async ({ client, asked }) => {
        const result = await client.callTool({
          ...{ name: 'trigger-url-elicitation', arguments: { url: 'javascript:alert(1)' } },
        });
        expect(JSON.stringify(result)).toContain('no page of the web');
        expect(asked.filter((question) => question !== 'roots')).toEqual([]);
      });
    });

    // By HTTP it writes on a stream of its own, where nobody can say which comes first: the answer or the log.
    if (server === 'local')
      verifies('mcp.upstream.proxied', 'writes to the log of whoever calls', async () => {
        await using({ transport: behindHub(server), era }, async ({ client, told }) => {
          if (era === 'sessions') await client.setLoggingLevel('debug');
          const _meta = era === 'sessions' ? {} : { _meta: { 'io.modelcontextprotocol/logLevel': 'debug' } };
          const call = { name: 'toggle-simulated-logging', ..._meta } as const;
          await client.callTool(call);
          await eventually(() => expect(told).toContain('notifications/message'));
        });
      });
  });
});
