import { HubError } from '../../core/errors.ts';
import { int16, int32, int64, int8, openBytes, uint32, varint, type ByteReader } from './bytes.ts';
import { crc32c } from './crc32c.ts';
import { unpack } from './unpack.ts';

export interface KafkaRecord {
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: readonly (readonly [name: string, value: Buffer | null])[];
}

/** One record as a batch of its own. */
export const batchOf = (record: KafkaRecord, at: Date): Buffer => {
  const body = Buffer.concat([
    int8(0),
    varint(0),
    varint(0),
    piece(record.key),
    piece(record.value),
    varint(record.headers.length),
    ...record.headers.flatMap(([name, value]) => [piece(Buffer.from(name, 'utf8')), piece(value)]),
  ]);
  const time = int64(BigInt(at.getTime()));
  const summed = Buffer.concat([
    ...[int16(0), int32(0), time, time],
    // No producer that the broker knows again: an id, an epoch, a number.
    ...[int64(-1n), int16(-1), int32(-1)],
    ...[int32(1), varint(body.length), body],
  ]);
  const rest = Buffer.concat([int32(-1), int8(current), uint32(crc32c(summed)), summed]);
  return Buffer.concat([int64(0n), int32(rest.length), rest]);
};

const piece = (bytes: Buffer | null): Buffer =>
  bytes === null ? varint(-1) : Buffer.concat([varint(bytes.length), bytes]);

const current = 2;
const packing = 0b111;
/** Not messages, but the ends of transactions. */
const control = 0b10_0000;
const headBytes = 12;

export interface Found {
  /** Null: nothing for anybody stood here. */
  readonly record: KafkaRecord | null;
  /** Where to read on after it. */
  readonly next: bigint;
}

/**
 * One after the other, each read when it is asked for: a batch of very small ones would be far larger in memory. The last
 * batch may be cut off: it comes whole with the next answer. What stands before `from` was read already.
 */
export function* recordsIn(bytes: Buffer, from: bigint): Generator<Found> {
  const reader = openBytes(bytes);
  while (reader.left() >= headBytes) {
    const first = reader.int64();
    const length = reader.int32();
    if (length > reader.left()) return;
    yield* recordsOf(openBytes(reader.bytes(length)), first, from);
  }
}

function* recordsOf(reader: ByteReader, first: bigint, from: bigint): Generator<Found> {
  reader.int32();
  const magic = reader.int8();
  if (magic !== current)
    throw new HubError(
      'egress_failed',
      `The topic keeps messages in an old format (${magic}); the hub reads those of Kafka 0.11 and later.`,
    );
  // The checksum: TCP and TLS have their own.
  reader.int32();
  const attributes = reader.int16();
  const after = { record: null, next: first + BigInt(reader.int32()) + 1n };
  reader.bytes(8 + 8 + 8 + 2 + 4);
  const count = reader.int32();
  if ((attributes & control) === 0) {
    const records = openBytes(unpack(reader.bytes(reader.left()), attributes & packing));
    for (let i = 0; i < count; i++) {
      const record = openBytes(records.bytes(records.varint()));
      record.int8();
      record.varint();
      const offset = first + BigInt(record.varint());
      if (offset >= from) yield { record: readRecord(record), next: offset + 1n };
    }
  }
  yield after;
}

const readRecord = (record: ByteReader): KafkaRecord => {
  const part = (): Buffer | null => {
    const length = record.varint();
    return length < 0 ? null : record.bytes(length);
  };
  const [key, value] = [part(), part()];
  const headers: [string, Buffer | null][] = [];
  for (let left = record.varint(); left > 0; left--) headers.push([part()?.toString('utf8') ?? '', part()]);
  return { key, value, headers };
};
