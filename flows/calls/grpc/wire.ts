import { HubError } from '../../../core/errors.ts';

/** The wire format of protocol buffers: numbers, and how the types of the language are written with them. */

export const wireTypes = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 } as const;

export class WireWriter {
  #bytes = Buffer.allocUnsafe(256);
  #length = 0;

  /** Call it before `#bytes` is looked at: they may be others after. */
  #room(size: number): number {
    const at = this.#length;
    if (at + size > this.#bytes.length) {
      const larger = Buffer.allocUnsafe(Math.max(this.#bytes.length * 2, at + size));
      this.#bytes.copy(larger, 0, 0, at);
      this.#bytes = larger;
    }
    this.#length = at + size;
    return at;
  }

  #byte(value: number): void {
    const at = this.#room(1);
    this.#bytes[at] = value;
  }

  varint(value: bigint): void {
    let rest = BigInt.asUintN(64, value);
    while (rest > 0x7fn) {
      this.#byte(Number(rest & 0x7fn) | 0x80);
      rest >>= 7n;
    }
    this.#byte(Number(rest));
  }

  fixed32(value: number): void {
    const at = this.#room(4);
    this.#bytes.writeUInt32LE(value >>> 0, at);
  }

  fixed64(value: bigint): void {
    const at = this.#room(8);
    this.#bytes.writeBigUInt64LE(BigInt.asUintN(64, value), at);
  }

  float(value: number): void {
    const at = this.#room(4);
    this.#bytes.writeFloatLE(value, at);
  }

  double(value: number): void {
    const at = this.#room(8);
    this.#bytes.writeDoubleLE(value, at);
  }

  bytes(value: Uint8Array): void {
    this.varint(BigInt(value.length));
    const at = this.#room(value.length);
    this.#bytes.set(value, at);
  }

  tag(field: number, wireType: number): void {
    this.varint(BigInt(field) * 8n + BigInt(wireType));
  }

  done(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }
}

export class WireReader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get over(): boolean {
    return this.#at >= this.#bytes.length;
  }

  #take(size: number): number {
    const at = this.#at;
    if (size < 0 || at + size > this.#bytes.length) throw damaged('it ends in the middle of a value');
    this.#at = at + size;
    return at;
  }

  varint(): bigint {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.#bytes[this.#take(1)] ?? 0;
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt.asUintN(64, value);
    }
    throw damaged('a number has more than ten bytes');
  }

  fixed32(): number {
    return this.#bytes.readUInt32LE(this.#take(4));
  }

  fixed64(): bigint {
    return this.#bytes.readBigUInt64LE(this.#take(8));
  }

  float(): number {
    return this.#bytes.readFloatLE(this.#take(4));
  }

  double(): number {
    return this.#bytes.readDoubleLE(this.#take(8));
  }

  bytes(): Buffer {
    const length = Number(this.varint());
    const at = this.#take(length);
    return this.#bytes.subarray(at, at + length);
  }

  tag(): { readonly field: number; readonly wireType: number } {
    const tag = this.varint();
    const [field, wireType] = [Number(tag >> 3n), Number(tag & 7n)];
    if (field === 0) throw damaged('a field has the number 0');
    return { field, wireType };
  }

  /** Past a field that nobody knows. */
  skip(wireType: number): void {
    if (wireType === wireTypes.varint) this.varint();
    else if (wireType === wireTypes.fixed64) this.#take(8);
    else if (wireType === wireTypes.bytes) this.bytes();
    else if (wireType === wireTypes.fixed32) this.#take(4);
    else throw damaged(`a field is written in a way (${wireType}) that is no more used`);
  }
}

export const damaged = (reason: string): HubError =>
  new HubError('egress_failed', `The answer is no message of its type: ${reason}.`);
