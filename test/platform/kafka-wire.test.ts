// slow: waits for clients, upstreams or programs that take their time
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { expect, test } from '@jest/globals';
import { compressionsAlgorithms, createRecordsBatch, Reader, readRecordsBatches } from '@platformatic/kafka';
import { int32, openBytes, varint } from '../../platform/kafka-wire/bytes.ts';
import { crc32c } from '../../platform/kafka-wire/crc32c.ts';
import { murmur2 } from '../../platform/kafka-wire/partition.ts';
import { batchOf, recordsIn, type KafkaRecord } from '../../platform/kafka-wire/records.ts';
import { mostUnpacked, unpack } from '../../platform/kafka-wire/unpack.ts';
import { verifies } from '../setup/verifies.ts';

/** The hub's own words of Kafka, against those of another client. */

const packings = ['none', 'gzip', 'snappy', 'lz4', 'zstd'] as const;
const numberOf = (packing: (typeof packings)[number]): number => packings.indexOf(packing);

const texts = [
  '',
  'a',
  'short',
  'abc'.repeat(5_000),
  JSON.stringify(Array.from({ length: 3_000 }, (_, n) => ({ id: n, name: `customer ${n % 7}` }))),
  Array.from({ length: 20_000 }, (_, n) => String.fromCharCode(33 + ((n * n * 31) % 90))).join(''),
];

test.each(packings)('what others pack with %s is unpacked', (packing) => {
  for (const text of texts) {
    const bytes = Buffer.from(text);
    const packed = Buffer.from(compressionsAlgorithms[packing].compressSync(bytes));
    expect(unpack(packed, numberOf(packing)).toString()).toBe(text);
  }
});

const noRecord = { key: null, value: null, headers: [] };
const all = (bytes: Buffer, from = 0n): KafkaRecord[] =>
  [...recordsIn(bytes, from)].flatMap(({ record }) => record ?? []);

test.each(packings)('batches of another client with %s are read', (packing) => {
  const messages = texts.map((text, at) => ({
    topic: 't',
    partition: 0,
    key: Buffer.from(`k${at}`),
    value: Buffer.from(text),
    headers: new Map([[Buffer.from('h'), Buffer.from('ü')]]),
  }));
  const batch = Buffer.from(createRecordsBatch(messages, { compression: packing }).buffer);
  const read = all(batch);
  expect(read.map(({ value }) => value?.toString())).toEqual(texts);
  expect(read[2]).toEqual({
    key: Buffer.from('k2'),
    value: Buffer.from('short'),
    headers: [['h', Buffer.from('ü')]],
  });
  // What was read already stands before it in the same batch; the last batch may be cut off.
  expect(all(batch, 4n)).toHaveLength(2);
  expect(all(Buffer.concat([batch, batch.subarray(0, batch.length - 1)]))).toHaveLength(texts.length);
  expect([...recordsIn(batch, 0n)].at(-1)).toEqual({ record: null, next: 6n });
});

test('another client reads what the hub writes, and its checksum', () => {
  const record = {
    key: Buffer.from('k'),
    value: Buffer.from('väl'),
    headers: [['a', Buffer.from('b')]] as const,
  };
  const batch = batchOf(record, new Date(1_700_000_000_000));
  const [read] = readRecordsBatches(Reader.from(batch));
  expect(read).toMatchObject({ magic: 2, maxTimestamp: 1_700_000_000_000n, lastOffsetDelta: 0 });
  expect(read?.crc).toBe(crc32c(batch.subarray(21)));
  expect(read?.records[0]).toMatchObject({ key: record.key, value: record.value });
  expect(all(batch)).toEqual([record]);
  expect(all(batchOf(noRecord, new Date(0)))).toEqual([noRecord]);
});

test('checksums and partitions are those of other clients', () => {
  expect(crc32c(Buffer.from('123456789'))).toBe(0xe3069283);
  // The values of Kafka's own test.
  const known: readonly (readonly [string, number])[] = [
    ['21', -973932308],
    ['foobar', -790332482],
    ['a-little-bit-long-string', -985981536],
    ['a-little-bit-longer-string', -1486304829],
    ['lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8', -58897971],
    ['abc', 479470107],
  ];
  for (const [key, hash] of known) expect([key, murmur2(Buffer.from(key))]).toEqual([key, hash]);
});

test('numbers of variable length go there and back', () => {
  for (const number of [0, 1, -1, 63, 64, -65, 300, 2 ** 31, -(2 ** 31), Number.MAX_SAFE_INTEGER])
    expect(openBytes(varint(number)).varint()).toBe(number);
});

/** 4 bytes literal, then copies of 64 bytes each: as many as wanted. */
const snappyBomb = (): Buffer =>
  Buffer.concat([
    Buffer.from([0x80, 0x80, 0x80, 0x80, 0x08, 0x0c]),
    Buffer.from('abcd'),
    ...Array.from({ length: mostUnpacked / 64 + 1 }, () => Buffer.from([0xfe, 0x04, 0x00])),
  ]);

const lz4Bomb = (): Buffer => {
  // One letter, then one match that goes on for as long as there are bytes of 255.
  const block = Buffer.concat([Buffer.from([0x1f, 0x61, 0x01, 0x00]), Buffer.alloc(mostUnpacked / 128, 255)]);
  const head = Buffer.from([0x04, 0x22, 0x4d, 0x18, 0x60, 0x40, 0x82]);
  const size = Buffer.alloc(4);
  size.writeUInt32LE(block.length + 1);
  return Buffer.concat([head, size, block, Buffer.from([0, 0, 0, 0, 0])]);
};

verifies('flows.calls.kafka-bounds', 'bombs end in a sentence, in every packing', () => {
  const zeros = Buffer.alloc(mostUnpacked + 1);
  const bombs = [
    ['gzip', gzipSync(zeros)],
    ['zstd', zstdCompressSync(zeros)],
    ['snappy', snappyBomb()],
    ['lz4', lz4Bomb()],
  ] as const;
  for (const [packing, bomb] of bombs) {
    expect(bomb.length).toBeLessThan(500_000);
    expect(() => unpack(bomb, numberOf(packing))).toThrow('unpacks to more than 8 MB');
  }
});

verifies(
  'flows.calls.kafka-bounds',
  'damaged bytes are refused, not believed, wherever they are damaged',
  () => {
    for (const packing of packings) {
      const message = { topic: 't', partition: 0, value: Buffer.from(JSON.stringify(texts.slice(0, 4))) };
      const batch = Buffer.from(createRecordsBatch([message], { compression: packing }).buffer);
      for (let at = 0; at < batch.length; at += 1 + (at >> 5)) {
        for (const byte of [0, 0x7f, 0x80, 0xff]) {
          const damaged = Buffer.from(batch);
          damaged[at] = byte;
          try {
            all(damaged);
          } catch (error) {
            expect(error).toMatchObject({ name: 'HubError' });
          }
        }
      }
    }
    expect(() => openBytes(int32(0x7fffffff)).list(() => 1)).toThrow('cannot be read');
  },
);
