import { gunzipSync, zstdDecompressSync } from 'node:zlib';
import { HubError } from '../../core/errors.ts';
import { unpackLz4 } from './lz4.ts';
import { unpackSnappy } from './snappy.ts';
import { openUnpacked, type Unpacked } from './unpacked.ts';

/** A batch of messages unpacks to this at most, whatever it says. */
export const mostUnpacked = 8 * 1024 * 1024;

const none = 0;

/** By the number of the packing, in the order that Kafka gave them. */
export const unpack = (packed: Buffer, packing: number): Buffer => {
  if (packing === none) return packed;
  const limit = { maxOutputLength: mostUnpacked };
  try {
    switch (packing) {
      case 1:
        return gunzipSync(packed, limit);
      case 2:
        return unpacked((out) => unpackFramedSnappy(packed, out));
      case 3:
        return unpacked((out) => unpackLz4(packed, out));
      case 4:
        return zstdDecompressSync(packed, limit);
      default:
        throw new HubError('egress_failed', `Messages are packed in a way that is not known (${packing}).`);
    }
  } catch (cause) {
    if (cause instanceof HubError) throw cause;
    if ((cause as { code?: unknown }).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge();
    throw new HubError('egress_failed', 'The Kafka broker sent packed messages that are damaged.', { cause });
  }
};

const tooLarge = (): HubError =>
  new HubError(
    'egress_too_large',
    `A batch of messages unpacks to more than ${mostUnpacked / 1024 / 1024} MB.`,
  );

const unpacked = (work: (out: Unpacked) => void): Buffer => {
  const out = openUnpacked(mostUnpacked, tooLarge);
  work(out);
  return out.taken();
};

const framed = Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0x00]);

/** Clients in Java put frames around it. */
const unpackFramedSnappy = (packed: Buffer, out: Unpacked): void => {
  if (!packed.subarray(0, framed.length).equals(framed)) return unpackSnappy(packed, out);
  for (let at = 16; at < packed.length;) {
    const length = packed.readUInt32BE(at);
    if (length > packed.length - at - 4) throw new RangeError('a piece is cut off');
    // What a piece repeats stands in the same piece.
    const piece = unpacked((own) => unpackSnappy(packed.subarray(at + 4, at + 4 + length), own));
    out.add(piece, piece.length);
    at += 4 + length;
  }
};
