// slow: 10,000 calls of 200 callers
import { Agent, request } from 'node:http';
import { afterAll, beforeAll, expect } from '@jest/globals';
import { startTestMcp, type TestMcp } from '../../setup/mcp-endpoint.ts';
import { beginSession, rpc, stateless } from '../../setup/mcp-wire.ts';
import { verifies } from '../../setup/verifies.ts';

let mcp: TestMcp;
const agent = new Agent({ keepAlive: true, maxSockets: 1_000 });

beforeAll(async () => {
  mcp = await startTestMcp({ processes: 2 });
});

afterAll(async () => {
  agent.destroy();
  await mcp.stop();
});

const callers = 200;
const callsOfEach = 50;

/** The text of an answer, as JSON or as events. */
const send = (url: string, { headers, body }: { headers: object; body: unknown }): Promise<string> =>
  new Promise((resolve, reject) => {
    const text = JSON.stringify(body);
    const sent = request(
      url,
      {
        ...{ method: 'POST', agent },
        headers: {
          ...{ accept: 'application/json, text/event-stream', 'content-type': 'application/json' },
          ...{ 'content-length': Buffer.byteLength(text), ...headers },
        },
      },
      (response) => {
        let answer = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => (answer += chunk));
        response.on('end', () => resolve(answer));
      },
    );
    sent.on('error', reject);
    sent.end(text);
  });

/**
 * All callers use the same ids at the same time, in both eras, over connections that they share, with answers as JSON and as
 * streams, in two processes: each must get what it sent, and nothing that anybody else sent.
 */
verifies(
  'mcp.serve.uncrossed',
  '10,000 calls at once with equal ids: nobody gets what is somebody else’s',
  async () => {
    const canaries = new Map<string, { readonly crossed: string[]; answered: number }>();
    const sessions = new Map<number, Awaited<ReturnType<typeof beginSession>>>();
    // One after the other: what they are to show is what comes after.
    for (let index = 0; index < callers; index++) {
      const url = String(mcp.urls[index % 2]);
      if (index % 4 < 2) sessions.set(index, await beginSession(url, mcp.caller()));
    }
    const work = Array.from({ length: callers }, async (_, index) => {
      const canary = `canary-${index}-${Math.random().toString(36).slice(2)}`;
      const seen = { crossed: [] as string[], answered: 0 };
      canaries.set(canary, seen);
      const token = mcp.caller();
      const url = String(mcp.urls[index % 2]);
      const session = sessions.get(index);
      await Promise.all(
        Array.from({ length: callsOfEach }, async (_call, id) => {
          const given = { canary: `${canary}#${id}` };
          const name = id % 5 === 0 ? 'test_tool_with_progress' : 'echo';
          const params = { name, arguments: given, _meta: { progressToken: given.canary } };
          const own = stateless(token, 'tools/call', { id, name, params: { arguments: given } });
          const answer =
            session === undefined
              ? await send(url, { headers: own.headers ?? {}, body: withToken(own.body, given.canary) })
              : await send(String(mcp.urls[id % 2]), {
                  headers: session.headers,
                  body: rpc(id, 'tools/call', params),
                });
          const others = (answer.match(/canary-\d+-[a-z0-9]+#\d+/g) ?? []).filter(
            (text) => text !== given.canary,
          );
          seen.crossed.push(...others);
          if (answer.includes(given.canary) && new RegExp(`"id":${id}[,}]`).test(answer)) seen.answered++;
        }),
      );
    });
    await Promise.all(work);
    const all = [...canaries.values()];
    expect(all.flatMap(({ crossed }) => crossed)).toEqual([]);
    expect(all.reduce((sum, { answered }) => sum + answered, 0)).toBe(callers * callsOfEach);
  },
);

/** With the token of progress, which comes back in what is streamed. */
const withToken = (body: unknown, progressToken: string): unknown => {
  const { params, ...message } = body as { readonly params: { readonly _meta: object } };
  return { ...message, params: { ...params, _meta: { ...params._meta, progressToken } } };
};
