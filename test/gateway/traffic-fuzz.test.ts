// slow: some seconds of requests with bytes changed
import fc from 'fast-check';
import { afterAll, beforeAll, expect } from '@jest/globals';
import { readMessage } from '../setup/http-bytes.ts';
import { openRawClient } from '../setup/raw-client.ts';
import { answerOf } from '../setup/raw-upstream.ts';
import { openLanes, type Lane, type Lanes } from '../setup/traffic-lanes.ts';
import { verifies } from '../setup/verifies.ts';

/** The edge where bytes of strangers become requests, and the one where bytes of upstreams become answers. */

let lanes: Lanes;
let lane: Lane;
/** What the upstream says to the request whose number it reads in the path. */
const told = new Map<string, Buffer>();
beforeAll(async () => {
  lanes = await openLanes(1);
  lane = lanes.open({
    answer: ({ startLine, body }, { socket }) => {
      const said = told.get(/\/told-(\d+) /.exec(startLine)?.[1] ?? '');
      if (said === undefined) return answerOf(`got ${body.length}`);
      socket.end(said);
      return undefined;
    },
  });
});
afterAll(async () => lanes.stop());

const seconds = 6;
const atOnce = 24;

interface Change {
  readonly at: number;
  readonly drop: number;
  readonly put: Uint8Array;
}

/** Bytes that mean something to a parser, more often than others. */
const byte = fc.oneof(
  fc.integer({ min: 0, max: 255 }),
  fc.constantFrom(...Array.from(Buffer.from('\r\n\0\t :;,/\\?#%0123456789abcdefXHTP'))),
);
const changes = fc.array(
  fc.record({
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    drop: fc.integer({ min: 0, max: 6 }),
    put: fc.array(byte, { maxLength: 6 }).map((bytes) => Uint8Array.from(bytes)),
  }),
  { minLength: 1, maxLength: 4 },
);

const change = (bytes: Buffer, list: readonly Change[]): Buffer =>
  list.reduce((now, { at, drop, put }) => {
    const place = Math.floor(at * now.length);
    return Buffer.concat([now.subarray(0, place), put, now.subarray(place + drop)]);
  }, bytes);

const seeds = (path: string): readonly string[] => [
  `GET ${path}/a?b=c HTTP/1.1\r\nhost: api.test\r\naccept: */*\r\ncookie: a=b\r\n\r\n`,
  `POST ${path} HTTP/1.1\r\nhost: api.test\r\ncontent-length: 11\r\n\r\nhello world`,
  `POST ${path} HTTP/1.1\r\nhost: api.test\r\ntransfer-encoding: chunked\r\ntrailer: x\r\n\r\n5;a=b\r\nhello\r\n0\r\nx: y\r\n\r\n`,
  `PUT ${path}/x HTTP/1.1\r\nhost: api.test\r\nexpect: 100-continue\r\ncontent-length: 2\r\nconnection: keep-alive, x\r\n\r\n{}`,
  `GET ${path} HTTP/1.1\r\nhost: api.test\r\nconnection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n`,
  `HEAD ${path} HTTP/1.0\r\nrange: bytes=0-1\r\n\r\n`,
];

/** Sends and hears everything until the connection is over; a client that was left waiting says that it has done. */
const tell = async (bytes: Buffer): Promise<Buffer> => {
  const client = await openRawClient(lanes.hub.port, 60_000);
  try {
    client.write(bytes);
    const done = setTimeout(() => client.end(), 60);
    const all = await client.all();
    clearTimeout(done);
    return Buffer.from(all, 'latin1');
  } finally {
    client.destroy();
  }
};

/** Every answer that came is one of HTTP/1.1; the last one may be cut off. */
const readAll = (bytes: Buffer, bodiless: boolean): number[] => {
  const statuses: number[] = [];
  let rest = bytes;
  while (rest.length > 0) {
    const read = readMessage(rest, { answer: true, ended: true, bodiless });
    if (read === undefined) break;
    statuses.push(Number(read.message.startLine.split(' ')[1]));
    rest = read.rest;
  }
  return statuses;
};

verifies(
  'gateway.traffic.fuzz',
  'requests with any bytes changed are answered or hung up on, and nothing breaks',
  async () => {
    const seed = Date.now() % 1_000_000;
    const sample = fc.sample(fc.tuple(fc.nat(5), changes), { numRuns: 20_000, seed });
    const path = lane.path;
    const texts = seeds(path).map((text) => Buffer.from(text));
    const until = performance.now() + seconds * 1_000;
    let sent = 0;
    // On a busy machine the time is over before much was tried.
    const goesOn = (): boolean => performance.now() < until || sent < 200;
    const worker = async (): Promise<void> => {
      for (let next = sample.pop(); next !== undefined && goesOn(); next = sample.pop()) {
        const [which, list] = next;
        const bytes = change(texts[which] ?? Buffer.alloc(0), list);
        const answers = await tell(bytes);
        sent += 1;
        const statuses = bytes.includes('HEAD') ? [] : readAll(answers, false);
        const broken = statuses.filter((status) => status === 500);
        if (broken.length > 0)
          throw new Error(`${JSON.stringify(bytes.toString('latin1'))} (seed ${seed}) broke it.`);
      }
    };
    await Promise.all(Array.from({ length: atOnce }, worker));
    await lanes.others();
    expect(sent).toBeGreaterThanOrEqual(200);
    // Whatever was made of it: to the upstream went HTTP/1.1 as it is written, and only to where routes lead.
    expect(lane.upstream.connections.flatMap(({ wrong }) => wrong.map(({ message }) => message))).toEqual([]);
    const targets = lane.upstream.requests().map(({ startLine }) => startLine.split(' ')[1] ?? '');
    expect(targets.filter((target) => !target.startsWith(path))).toEqual([]);
    expect(lanes.hub.logged()).not.toMatch(/uncaught|unhandled/i);
  },
);

verifies(
  'gateway.traffic.fuzz',
  'answers with any bytes changed are passed on as HTTP or refused, and nothing breaks',
  async () => {
    const seed = Date.now() % 1_000_000;
    const sample = fc.sample(fc.tuple(fc.nat(3), changes), { numRuns: 20_000, seed });
    const answers = [
      answerOf('hello world', { 'x-a': 'b', connection: 'keep-alive, x-a', 'set-cookie': 'a=b' }),
      'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\ntrailer: x\r\n\r\n5;a=b\r\nhello\r\n0\r\nx: y\r\n\r\n',
      'HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\nHTTP/1.1 304 Not Modified\r\netag: "x"\r\n\r\n',
      'HTTP/1.0 206 Partial Content\r\ncontent-range: bytes 0-1/2\r\n\r\nab',
    ].map((text) => Buffer.from(text));
    const until = performance.now() + seconds * 1_000;
    let sent = 0;
    const goesOn = (): boolean => performance.now() < until || sent < 200;
    const worker = async (): Promise<void> => {
      for (let next = sample.pop(); next !== undefined && goesOn(); next = sample.pop()) {
        const [which, list] = next;
        const number = String(sent++);
        told.set(number, change(answers[which] ?? Buffer.alloc(0), list));
        const heard = await tell(
          Buffer.from(
            `POST ${lane.path}/told-${number} HTTP/1.1\r\nhost: x\r\ncontent-length: 0\r\nconnection: close\r\n\r\n`,
          ),
        );
        const statuses = readAll(heard, false);
        if (statuses.length > 1 || statuses.includes(500))
          throw new Error(
            `${JSON.stringify(told.get(number)?.toString('latin1'))} (seed ${seed}) gave ${JSON.stringify(heard.toString('latin1'))}`,
          );
        told.delete(number);
      }
    };
    await Promise.all(Array.from({ length: atOnce }, worker));
    await lanes.others();
    expect(sent).toBeGreaterThanOrEqual(200);
    expect(lanes.hub.logged()).not.toMatch(/uncaught|unhandled/i);
  },
);
