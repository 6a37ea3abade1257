import { pipeline, Transform, type Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createZstdDecompress } from 'node:zlib';
import { HubError } from '../../core/errors.ts';
import { asEgressError } from './failure.ts';

/** What the hub asks for. An answer in anything else, or packed twice, is refused. */
export const packings = 'gzip, br, zstd';

const unpackers: Readonly<Record<string, () => Transform>> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  br: createBrotliDecompress,
  zstd: createZstdDecompress,
};

export interface UnpackLimits {
  readonly origin: string;
  readonly maxBytes: number;
}

/** A body may grow to this size however well it was packed: short texts repeat themselves. */
const smallBytes = 65_536;
const maxRatio = 100;

/** The unpacked body. It is counted as it comes out, because what a bomb weighs is known only then. */
export const unpack = (packed: Readable, packing: string, limits: UnpackLimits): Readable => {
  const make = unpackers[packing.trim().toLowerCase()];
  if (make === undefined) {
    packed.destroy();
    throw new HubError(
      'egress_failed',
      `The answer of ${limits.origin} is packed as "${packing.slice(0, 40)}"; the hub reads ${packings}.`,
    );
  }
  let packedBytes = 0;
  let bytes = 0;
  const weigh = new Transform({
    transform: (chunk: Buffer, _encoding, done) => {
      packedBytes += chunk.length;
      done(null, chunk);
    },
  });
  const measured = new Transform({
    transform: (chunk: Buffer, _encoding, done) => {
      bytes += chunk.length;
      const bomb = bytes > smallBytes && bytes > packedBytes * maxRatio;
      done(bytes > limits.maxBytes || bomb ? tooLarge(limits) : null, chunk);
    },
    destroy: (error, done) => done(error === null ? null : asEgressError(error, limits.origin)),
  });
  // The reader of the last stream is told of every failure; the callback only keeps pipeline from throwing.
  return pipeline(packed, weigh, make(), measured, () => undefined);
};

export const tooLarge = ({ origin, maxBytes }: UnpackLimits): HubError =>
  new HubError(
    'egress_too_large',
    `The answer of ${origin} is larger than ${maxBytes} bytes, or grows more than ${maxRatio} times when unpacked.`,
  );
