import { HubError } from '../../core/errors.ts';

/** The words of Kafka's protocol. Whatever an answer says of its own lengths is checked before it is believed. */

export interface ByteReader {
  left(): number;
  int8(): number;
  int16(): number;
  int32(): number;
  int64(): bigint;
  /** Zigzag, of at most 64 bits. */
  varint(): number;
  bytes(length: number): Buffer;
  text(): string;
  textOrNull(): string | null;
  /** Bytes after their length. */
  block(): Buffer | null;
  list<T>(read: () => T): T[];
}

const broken = (): HubError =>
  new HubError('egress_failed', 'The Kafka broker sent a message that cannot be read.');

export const openBytes = (source: Buffer): ByteReader => {
  let at = 0;
  const move = (length: number): number => {
    if (length < 0 || length > source.length - at) throw broken();
    at += length;
    return at - length;
  };
  const reader: ByteReader = {
    left: () => source.length - at,
    int8: () => source.readInt8(move(1)),
    int16: () => source.readInt16BE(move(2)),
    int32: () => source.readInt32BE(move(4)),
    int64: () => source.readBigInt64BE(move(8)),
    varint: () => {
      let value = 0n;
      for (let shift = 0n; shift < 70n; shift += 7n) {
        const byte = source.readUInt8(move(1));
        value |= BigInt(byte & 0x7f) << shift;
        if (byte < 0x80) return Number((value >> 1n) ^ -(value & 1n));
      }
      throw broken();
    },
    bytes: (length) => {
      const start = move(length);
      return source.subarray(start, start + length);
    },
    text: () => reader.textOrNull() ?? '',
    textOrNull: () => {
      const length = reader.int16();
      return length < 0 ? null : reader.bytes(length).toString('utf8');
    },
    block: () => {
      const length = reader.int32();
      return length < 0 ? null : reader.bytes(length);
    },
    list: (read) => {
      const count = reader.int32();
      // Each element takes a byte at least: no count makes the list longer than the message.
      if (count > reader.left()) throw broken();
      return Array.from({ length: Math.max(0, count) }, read);
    },
  };
  return reader;
};

const filled = (length: number, write: (bytes: Buffer) => void): Buffer => {
  const bytes = Buffer.alloc(length);
  write(bytes);
  return bytes;
};

export const int8 = (value: number): Buffer => filled(1, (bytes) => bytes.writeInt8(value));
export const int16 = (value: number): Buffer => filled(2, (bytes) => bytes.writeInt16BE(value));
export const int32 = (value: number): Buffer => filled(4, (bytes) => bytes.writeInt32BE(value));
export const uint32 = (value: number): Buffer => filled(4, (bytes) => bytes.writeUInt32BE(value));
export const int64 = (value: bigint): Buffer => filled(8, (bytes) => bytes.writeBigInt64BE(value));

export const varint = (value: number): Buffer => {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, (BigInt(value) << 1n) ^ (BigInt(value) >> 63n));
  for (; rest > 0x7fn; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80);
  return Buffer.from([...bytes, Number(rest)]);
};

export const text = (value: string): Buffer => {
  const bytes = Buffer.from(value, 'utf8');
  return Buffer.concat([int16(bytes.length), bytes]);
};

export const nothing = (): Buffer => int16(-1);

export const block = (value: Buffer): Buffer => Buffer.concat([int32(value.length), value]);

export const list = (...items: readonly Buffer[]): Buffer => Buffer.concat([int32(items.length), ...items]);
