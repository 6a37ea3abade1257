import type { Unpacked } from './unpacked.ts';

const frameMark = 0x184d2204;

/** A frame of LZ4: a head, blocks, an end. Checksums are left to whoever carried it here. */
export const unpackLz4 = (packed: Buffer, out: Unpacked): void => {
  if (packed.readUInt32LE(0) !== frameMark) throw new RangeError('no LZ4 frame');
  const flags = packed.readUInt8(4);
  const [sized, blockSums, named] = [flags & 8, flags & 16, flags & 1];
  // Flags, block size, perhaps the size of all, perhaps a dictionary, a checksum of the head.
  let at = 6 + (sized > 0 ? 8 : 0) + (named > 0 ? 4 : 0) + 1;
  for (;;) {
    const size = packed.readUInt32LE(at);
    at += 4;
    if (size === 0) return;
    const length = size & 0x7fffffff;
    const block = packed.subarray(at, at + length);
    if (block.length < length) throw new RangeError('a block is cut off');
    if (size >= 0x80000000) out.add(block, length);
    else unpackBlock(block, out);
    at += length + (blockSums > 0 ? 4 : 0);
  }
};

const unpackBlock = (block: Buffer, out: Unpacked): void => {
  let at = 0;
  const more = (short: number): number => {
    let length = short;
    if (short < 15) return length;
    for (;;) {
      const byte = block.readUInt8(at++);
      length += byte;
      if (byte < 255) return length;
    }
  };
  while (at < block.length) {
    const token = block.readUInt8(at++);
    const literals = more(token >> 4);
    out.add(block.subarray(at, at + literals), literals);
    at += literals;
    // The last sequence has literals only.
    if (at >= block.length) return;
    const offset = block.readUInt16LE(at);
    at += 2;
    out.repeat(offset, more(token & 15) + 4);
  }
};
