import { wireTypes, type WireReader, type WireWriter } from './wire.ts';

/** A type that is no message: how it is written, and how JSON has it. */
export interface Scalar {
  readonly name: string;
  readonly wireType: number;
  /** Undefined when JSON's value cannot be one of these. */
  write(writer: WireWriter, value: unknown): boolean;
  read(reader: WireReader): unknown;
  /** What is left out on the wire. */
  readonly none: unknown;
}

const integer = (value: unknown): bigint | undefined => {
  if (typeof value === 'number') return Number.isInteger(value) ? BigInt(value) : undefined;
  return typeof value === 'string' && /^-?\d{1,20}$/.test(value) ? BigInt(value) : undefined;
};

interface IntegerKind {
  readonly bits: 32 | 64;
  readonly signed: boolean;
  readonly wireType: number;
  write(writer: WireWriter, value: bigint): void;
  read(reader: WireReader): bigint;
}

/** 64 bits are texts in JSON: its numbers cannot hold them. */
const integers = (name: string, kind: IntegerKind): Scalar => {
  const { bits, signed } = kind;
  const fits = (value: bigint): boolean =>
    (signed ? BigInt.asIntN(bits, value) : BigInt.asUintN(bits, value)) === value;
  return {
    ...{ name, wireType: kind.wireType, none: bits === 64 ? '0' : 0 },
    write: (writer, given) => {
      const value = integer(given);
      if (value === undefined || !fits(value)) return false;
      kind.write(writer, value);
      return true;
    },
    read: (reader) => {
      const raw = kind.read(reader);
      const value = signed ? BigInt.asIntN(bits, raw) : BigInt.asUintN(bits, raw);
      return bits === 64 ? value.toString() : Number(value);
    },
  };
};

const varints = (name: string, bits: 32 | 64, signed: boolean): Scalar =>
  integers(name, {
    ...{ bits, signed, wireType: wireTypes.varint },
    write: (writer, value) => writer.varint(value),
    read: (reader) => reader.varint(),
  });

const zigzags = (name: string, bits: 32 | 64): Scalar =>
  integers(name, {
    ...{ bits, signed: true, wireType: wireTypes.varint },
    write: (writer, value) => writer.varint(value < 0n ? -value * 2n - 1n : value * 2n),
    read: (reader) => {
      const raw = reader.varint();
      return raw & 1n ? -(raw >> 1n) - 1n : raw >> 1n;
    },
  });

const fixed = (name: string, bits: 32 | 64, signed: boolean): Scalar =>
  integers(name, {
    ...{ bits, signed, wireType: bits === 32 ? wireTypes.fixed32 : wireTypes.fixed64 },
    write: (writer, value) => {
      if (bits === 32) writer.fixed32(Number(BigInt.asUintN(32, value)));
      else writer.fixed64(value);
    },
    read: (reader) => (bits === 32 ? BigInt(reader.fixed32()) : reader.fixed64()),
  });

const words: Readonly<Record<string, number>> = { NaN, Infinity, '-Infinity': -Infinity };

const floating = (name: 'float' | 'double'): Scalar => ({
  ...{ name, none: 0, wireType: name === 'float' ? wireTypes.fixed32 : wireTypes.fixed64 },
  write: (writer, given) => {
    const value = typeof given === 'string' && Object.hasOwn(words, given) ? words[given] : given;
    if (typeof value !== 'number') return false;
    writer[name](value);
    return true;
  },
  read: (reader) => {
    const value = reader[name]();
    return Number.isFinite(value) ? value : String(value);
  },
});

const list: readonly Scalar[] = [
  floating('double'),
  floating('float'),
  varints('int32', 32, true),
  varints('int64', 64, true),
  varints('uint32', 32, false),
  varints('uint64', 64, false),
  zigzags('sint32', 32),
  zigzags('sint64', 64),
  fixed('fixed32', 32, false),
  fixed('fixed64', 64, false),
  fixed('sfixed32', 32, true),
  fixed('sfixed64', 64, true),
  {
    ...{ name: 'bool', wireType: wireTypes.varint, none: false },
    write: (writer, value) => {
      if (typeof value !== 'boolean') return false;
      writer.varint(value ? 1n : 0n);
      return true;
    },
    read: (reader) => reader.varint() !== 0n,
  },
  {
    ...{ name: 'string', wireType: wireTypes.bytes, none: '' },
    write: (writer, value) => {
      if (typeof value !== 'string') return false;
      writer.bytes(Buffer.from(value.toWellFormed(), 'utf8'));
      return true;
    },
    read: (reader) => reader.bytes().toString('utf8'),
  },
  {
    ...{ name: 'bytes', wireType: wireTypes.bytes, none: '' },
    write: (writer, value) => {
      if (typeof value !== 'string' || !/^[A-Za-z0-9+/_-]*={0,2}$/.test(value)) return false;
      writer.bytes(Buffer.from(value, 'base64'));
      return true;
    },
    read: (reader) => reader.bytes().toString('base64'),
  },
];

export const scalars: Readonly<Record<string, Scalar | undefined>> = Object.assign(
  Object.create(null) as Record<string, Scalar>,
  Object.fromEntries(list.map((scalar) => [scalar.name, scalar])),
);
