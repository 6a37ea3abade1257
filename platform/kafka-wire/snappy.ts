import type { Unpacked } from './unpacked.ts';

/** Raw Snappy, as its format description has it. */
export const unpackSnappy = (packed: Buffer, out: Unpacked): void => {
  let at = 0;
  const byte = (): number => packed.readUInt8(at++);
  const littleEndian = (length: number): number => {
    const value = packed.readUIntLE(at, length);
    at += length;
    return value;
  };
  // How long it will be: said first, and not needed by who measures while unpacking.
  while (byte() >= 0x80);
  while (at < packed.length) {
    const tag = byte();
    const kind = tag & 3;
    if (kind === 0) {
      const short = tag >> 2;
      const length = (short < 60 ? short : littleEndian(short - 59)) + 1;
      out.add(packed.subarray(at, at + length), length);
      at += length;
    } else if (kind === 1) {
      const length = ((tag >> 2) & 7) + 4;
      out.repeat(((tag >> 5) << 8) | byte(), length);
    } else {
      out.repeat(littleEndian(kind === 2 ? 2 : 4), (tag >> 2) + 1);
    }
  }
};
