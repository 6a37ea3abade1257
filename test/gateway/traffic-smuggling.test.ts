// slow: a whole hub, and two hundred requests that mean two things
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { statusOf } from '../setup/raw-client.ts';
import { answerOf } from '../setup/raw-upstream.ts';
import { smuggling } from '../setup/smuggling-corpus.ts';
import { openLanes, type Lane, type Lanes } from '../setup/traffic-lanes.ts';
import { eventually } from '../setup/eventually.ts';
import { verifies } from '../setup/verifies.ts';

/** What a client sends to be read in two ways, judged by what the upstream got: never more than one request of one. */

let lanes: Lanes;
let lane: Lane;
beforeAll(async () => {
  lanes = await openLanes(4, {
    pipelines: {
      refusing: {
        apiEndpoints: { refusing: { paths: '/refusing/*' } },
        policies: [{ terminate: [{ action: { statusCode: 403, message: 'no' } }] }],
      },
    },
  });
  lane = lanes.open({ answer: ({ body }) => answerOf(`got ${body.length}`) });
});
afterEach(() => lanes.hangUp());
afterAll(async () => lanes.stop());

const targets = (): string[] =>
  lane.upstream.requests().map(({ startLine }) => startLine.split(' ')[1] ?? '');

/** Until the connection is over or nothing more can come: a marker request is answered behind it, or never will be. */
const settled = async (bytes: string): Promise<string> => {
  const client = await lanes.client(20_000);
  client.write(Buffer.from(bytes, 'latin1'));
  // The end of what is sent: a request that waits for more is broken off.
  client.write(Buffer.from(`GET ${lane.path}/marker HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`));
  const quiet = setTimeout(() => client.end(), 400);
  const all = await client.all();
  clearTimeout(quiet);
  return all;
};

describe('the corpus', () => {
  test.each(smuggling)('$name', async ({ bytes, most = 0 }) => {
    const before = lane.upstream.requests().length;
    const all = await settled(bytes.replaceAll('{path}', lane.path));
    // Whatever arrived has been sent by then: the answer to a request that came later is there.
    await lanes.others();
    const arrived = targets().slice(before);
    expect(arrived.filter((target) => target.includes('smuggled'))).toEqual([]);
    const own = arrived.filter((target) => !target.endsWith('/marker'));
    expect(own.length).toBeLessThanOrEqual(most);
    // Of what reached the upstream each byte was exactly as HTTP/1.1 has it.
    expect(lane.upstream.connections.flatMap(({ wrong }) => wrong)).toEqual([]);
    // What is refused says so, or hangs up: it never gets an answer as if nothing were.
    if (most === 0) expect(all).not.toMatch(/^HTTP\/1\.1 2\d\d/);
    expect(all).not.toMatch(/node:internal|\.ts:\d/);
  });

  verifies(
    'gateway.traffic.smuggling',
    'holds what is refused and what is not, and each is named once',
    () => {
      const names = smuggling.map(({ name }) => name);
      expect(new Set(names).size).toBe(names.length);
      expect(names.length).toBeGreaterThan(120);
      expect(smuggling.filter(({ most = 0 }) => most > 0).length).toBeGreaterThan(10);
    },
  );
});

describe('pipelining', () => {
  verifies(
    'gateway.traffic.pipelining',
    'requests one behind the other are answered in their order',
    async () => {
      const slow = lanes.open({
        answer: ({ startLine }, { socket }) => {
          const [, at = ''] = /\/(\d) /.exec(startLine) ?? [];
          // The first takes the longest.
          setTimeout(() => socket.write(answerOf(at)), 60 - Number(at) * 20);
          return undefined;
        },
      });
      const client = await lanes.client();
      client.write([0, 1, 2].map((at) => `GET ${slow.path}/${at} HTTP/1.1\r\nhost: x\r\n\r\n`).join(''));
      const bodies = [];
      for (let at = 0; at < 3; at++) bodies.push((await client.answer()).body.toString());
      expect(bodies).toEqual(['0', '1', '2']);
      expect(slow.upstream.requests()).toHaveLength(3);
    },
  );

  verifies('gateway.traffic.pipelining', 'a refusal in their middle answers in its turn', async () => {
    const client = await lanes.client();
    const request = (path: string) => `GET ${path} HTTP/1.1\r\nhost: x\r\n\r\n`;
    client.write(request(lane.path) + request('/refusing/x') + request(lane.path));
    const statuses = [];
    for (let at = 0; at < 3; at++) statuses.push(statusOf(await client.answer()));
    expect(statuses).toEqual([200, 403, 200]);
  });

  verifies(
    'gateway.traffic.smuggling',
    'the body of what a policy refused is never read as a request',
    async () => {
      const before = lane.upstream.requests().length;
      const inner = `GET ${lane.path}/smuggled HTTP/1.1\r\nhost: x\r\n\r\n`;
      for (const body of [
        `content-length: ${inner.length}\r\n\r\n${inner}`,
        `transfer-encoding: chunked\r\n\r\n${inner.length.toString(16)}\r\n${inner}\r\n0\r\n\r\n`,
        // Announced and never sent whole: the next request takes its place.
        `content-length: 100000\r\n\r\n${inner}`,
      ]) {
        const client = await lanes.client();
        client.write(`POST /refusing/x HTTP/1.1\r\nhost: x\r\n${body}`);
        expect(statusOf(await client.answer())).toBe(403);
        client.end();
        expect((await client.all()).match(/HTTP\/1\.1 /g)).toHaveLength(1);
      }
      await lanes.others();
      expect(lane.upstream.requests().length).toBe(before);
    },
  );
});

describe('clients that hold on', () => {
  verifies(
    'gateway.traffic.holding-on',
    'hundreds that never finish their headers hold up nobody',
    async () => {
      const slow = await Promise.all(Array.from({ length: 300 }, async () => lanes.client()));
      for (const [at, client] of slow.entries())
        client.write(`GET ${lane.path} HTTP/1.1\r\nhost: x\r\nx-${at}: ${'y'.repeat(at)}`);
      for (let at = 0; at < 5; at++) await lanes.others();
      expect(targets().filter((target) => target === lane.path + '/never')).toEqual([]);
    },
  );

  verifies(
    'gateway.traffic.holding-on',
    'one that reads nothing stops its upstream, not the gateway',
    async () => {
      let sent = 0;
      const endless = lanes.open({
        answer: (_request, { socket }) => {
          const piece = Buffer.alloc(65_536, 'x');
          const more = () => {
            // A bound for the test itself: far more than buffers between hold.
            while (sent < 400_000_000) {
              sent += piece.length;
              if (!socket.write(piece)) return;
            }
          };
          socket.on('drain', more);
          socket.write('HTTP/1.1 200 OK\r\ncontent-length: 4000000000\r\n\r\n');
          more();
          return undefined;
        },
      });
      const client = await lanes.client();
      client.pause();
      client.write(`GET ${endless.path} HTTP/1.1\r\nhost: x\r\n\r\n`);
      let last = -1;
      // It has stopped when nothing was sent between two looks.
      await eventually(
        () => {
          const same = sent === last && sent > 0;
          last = sent;
          return same;
        },
        { intervalMs: 300 },
      );
      expect(sent).toBeLessThan(100_000_000);
      await lanes.others();
      client.destroy();
      await eventually(() => endless.upstream.connections.every(({ ended }) => ended()));
    },
  );
});
