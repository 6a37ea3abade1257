import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { afterAll, beforeAll, expect } from '@jest/globals';
import { int16, int32, int8, list, nothing, text } from '../../../platform/kafka-wire/bytes.ts';
import { kindOf, startCalls, type CallTrial } from '../../setup/function-calls.ts';
import { startUpstream, type Upstream } from '../../setup/upstream.ts';
import { verifies } from '../../setup/verifies.ts';

/** Brokers that lie. They answer the first question, which is about the topic. */
let trial: CallTrial;
let upstream: Upstream;
let canary: Server;
let knocks = 0;
const servers: Server[] = [];

beforeAll(async () => {
  trial = startCalls();
  upstream = await startUpstream((request, response) => {
    const host = decodeURIComponent(request.url?.slice(1) ?? '');
    response.end(
      JSON.stringify({
        asyncapi: '2.6.0',
        servers: { one: { url: host, protocol: 'kafka' } },
        channels: { t: {} },
      }),
    );
  });
  canary = createServer(() => (knocks += 1)).listen(0, '127.0.0.1');
  await once(canary, 'listening');
  servers.push(canary);
});
afterAll(async () => {
  await trial.stop();
  await upstream.stop();
  for (const server of servers) server.close();
});

const broker = async (answer: (number: Buffer) => Buffer | null): Promise<string> => {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', (request: Buffer) => {
      const bytes = answer(request.subarray(8, 12));
      if (bytes === null) socket.destroy();
      else socket.write(bytes);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  servers.push(server);
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
};

const faultAt = async (host: string) =>
  trial.fault('asyncapi', {
    document: { endpoint: `${upstream.origin}/${encodeURIComponent(host)}` },
    ...{ channel: 't', message: { payload: 1 } },
  });

/** A cluster of one topic, led by a broker of this name. */
const naming = (host: string, port: number) => (number: Buffer) => {
  const partition = Buffer.concat([int16(0), int32(0), int32(1), list(), list()]);
  const topic = Buffer.concat([int16(0), text('t'), int8(0), list(partition)]);
  const leader = Buffer.concat([int32(1), text(host), int32(port), nothing()]);
  const body = Buffer.concat([number, int32(0), list(leader), text('cluster'), int32(1), list(topic)]);
  return Buffer.concat([int32(body.length), body]);
};

verifies(
  'flows.calls.kafka-wall',
  'a broker that the cluster names is checked as any other address',
  async () => {
    const { port } = canary.address() as AddressInfo;
    for (const host of ['10.1.2.3', '169.254.169.254', '::ffff:127.0.0.1', '0x0a010203', '[::1]', '::1']) {
      const told = await faultAt(await broker(naming(host, port)));
      expect([host, kindOf(told)]).toEqual([host, 'authorization']);
    }
    for (const host of ['a@127.0.0.1', '127.0.0.1/?', '127.0.0.1#', ' ', '', '127.0.0.1:1@127.0.0.1', 'ä']) {
      const told = await faultAt(await broker(naming(host, port)));
      expect(told.detail).toContain('is no address');
    }
    expect((await faultAt(await broker(naming('127.0.0.1', 0)))).detail).toContain('is no address');
    expect(knocks).toBe(0);
  },
);

verifies(
  'flows.calls.kafka-bounds',
  'what is no Kafka, or lies about its sizes, ends in a sentence',
  async () => {
    const detailOf = async (answer: (number: Buffer) => Buffer | null) => {
      const told = await faultAt(await broker(answer));
      expect(kindOf(told)).toBe('communication');
      return told.detail;
    };
    const framed = (body: Buffer) => Buffer.concat([int32(body.length), body]);
    expect(await detailOf(() => int32(0x7fffffff))).toContain('announces an answer of 2147483647 bytes');
    expect(await detailOf(() => int32(-5))).toContain('is not of Kafka');
    expect(await detailOf(() => framed(int32(77)))).toContain('answers what it was not asked');
    expect(await detailOf(() => null)).toContain('closed the connection');
    // Two thousand million brokers, in four bytes.
    expect(
      await detailOf((number) => framed(Buffer.concat([number, int32(0), int32(0x7fffffff)]))),
    ).toContain('cannot be read');
    // A web server.
    expect((await faultAt(new URL(upstream.origin).host)).detail).toContain(
      'may be something else than Kafka',
    );
  },
);
