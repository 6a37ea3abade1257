// slow: a whole hub, and an upstream that ends connections as somebody uses them
import type { Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { statusOf } from '../setup/raw-client.ts';
import { answerOf } from '../setup/raw-upstream.ts';
import { openLanes, type Lane, type Lanes } from '../setup/traffic-lanes.ts';
import { verifies } from '../setup/verifies.ts';

let lanes: Lanes;
beforeAll(async () => {
  lanes = await openLanes(10);
});
afterEach(async () => {
  lanes.hangUp();
  await lanes.others();
});
afterAll(async () => lanes.stop());

/** Each connection is good for so many answers; to the gateway its end looks as if it had crossed the next request. */
const laneOf = (answers: number, end: (socket: Socket) => void): Lane =>
  lanes.open({
    answer: (_request, connection) => {
      if (connection.requests.length <= answers) return answerOf('ok');
      end(connection.socket);
      return undefined;
    },
  });
const ends: readonly (readonly [string, (socket: Socket) => void])[] = [
  ['closed', (socket) => socket.destroy()],
  ['reset', (socket) => socket.resetAndDestroy()],
];
const ask = async ({ path }: Lane, method: string, times: number): Promise<number[]> => {
  const client = await lanes.client();
  const statuses: number[] = [];
  for (let at = 0; at < times; at++) {
    const length = method === 'POST' ? 'content-length: 0\r\n' : '';
    client.write(`${method} ${path} HTTP/1.1\r\nhost: api.test\r\n${length}\r\n`);
    statuses.push(statusOf(await client.answer({ bodiless: method === 'HEAD' })));
  }
  return statuses;
};

for (const [how, end] of ends) {
  verifies(
    'gateway.traffic.keep-alive',
    `a kept connection that is ${how} while a request is on its way costs none that changes nothing`,
    async () => {
      for (const method of ['GET', 'OPTIONS']) {
        const lane = laneOf(1, end);
        expect(await ask(lane, method, 4)).toEqual([200, 200, 200, 200]);
        expect(lane.upstream.connections).toHaveLength(4);
      }
    },
  );

  test(`what may change something is not sent once more when a kept connection is ${how}`, async () => {
    const lane = laneOf(1, end);
    expect(await ask(lane, 'POST', 2)).toEqual([200, 502]);
    expect(lane.upstream.requests()).toHaveLength(2);
  });

  test(`an upstream that has ${how} a new connection is not asked again`, async () => {
    const lane = laneOf(0, end);
    expect(await ask(lane, 'GET', 1)).toEqual([502]);
    expect(lane.upstream.requests()).toHaveLength(1);
  });
}

test('nor is one again and again that answers the beginning of something', async () => {
  const lane = lanes.open({
    answer: (_request, { socket }) => {
      socket.end('HTTP/1.1 20');
      return undefined;
    },
  });
  expect(await ask(lane, 'GET', 1)).toEqual([502]);
  expect(lane.upstream.requests().length).toBeLessThanOrEqual(3);
});
