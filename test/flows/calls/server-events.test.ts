import { Readable } from 'node:stream';
import { expect, test } from '@jest/globals';
import { serverEvents } from '../../../flows/calls/rpc/server-events.ts';

/** Server-sent events as they are cut up by the network. */
const read = async (chunks: readonly Uint8Array[]): Promise<string[]> => {
  const found: string[] = [];
  for await (const data of serverEvents(Readable.from(chunks.map((chunk) => Buffer.from(chunk)))))
    found.push(data);
  return found;
};

const text =
  ': hello\n\nevent: x\r\ndata: ä{"a":\r\ndata:1}\r\nid: 5\r\n\r\ndata\n\ndatabase: no\n\nretry: 5\ndata:  two\n\ndata: last';
const events = ['ä{"a":\n1}', '', ' two', 'last'];

test('events are the same wherever they are cut', async () => {
  const bytes = Buffer.from(text);
  expect(await read([bytes])).toEqual(events);
  for (let at = 1; at < bytes.length; at++)
    expect(await read([bytes.subarray(0, at), bytes.subarray(at)])).toEqual(events);
  expect(await read([...bytes].map((byte) => Uint8Array.of(byte)))).toEqual(events);
});

test('nothing gives nothing', async () => {
  expect(await read([])).toEqual([]);
  expect(await read([Buffer.from('\n\n: x\n\n')])).toEqual([]);
});
