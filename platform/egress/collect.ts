import type { Readable } from 'node:stream';

/** All bytes of a stream. Its maker limits them. */
export const collect = async (stream: Readable): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
};
