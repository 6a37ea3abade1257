import { Readable } from 'node:stream';
import { HubError } from '../../core/errors.ts';
import type { Blobs } from '../../core/ports.ts';
import { isBlobKey, requireBlobKey, requireBlobPrefix } from './keys.ts';
import { openS3Client, type S3Client, type S3ClientOptions } from './s3-client.ts';
import { failure, textsOf } from './s3-answer.ts';
import { putParts } from './s3-parts.ts';

/** So much is held in memory for each upload; larger blobs go in parts of it. */
const partBytes = 8 * 1024 * 1024;
const mostKeysAtOnce = 1_000;

/** Blobs in a bucket of any S3-compatible store. The bucket is made when it is not there. */
export const openS3Blobs = async (options: S3ClientOptions): Promise<Blobs> => {
  const client = openS3Client(options);
  await ensureBucket(client);
  return {
    put: async (key, body, contentType) => {
      requireBlobKey(key);
      const parts = partsOf(body);
      const { value: first = Buffer.alloc(0) } = await parts.next();
      const second = await parts.next();
      if (second.done !== true) {
        const size = await putParts(client, { key, contentType }, joined([first, second.value], parts));
        return { size, contentType };
      }
      const answer = await client.send({
        method: 'PUT',
        key,
        body: first,
        headers: { 'content-type': contentType },
      });
      if (answer.status !== 200) throw await failure(answer, `store "${key}"`);
      answer.discard();
      return { size: first.length, contentType };
    },
    get: async (key) => {
      requireBlobKey(key);
      const answer = await client.send({ method: 'GET', key, large: true });
      if (answer.status === 404) return missing(await answer.text(), options.bucket);
      if (answer.status !== 200) throw await failure(answer, `read "${key}"`);
      const { 'content-length': length, 'content-type': type } = answer.headers;
      return {
        size: Number(length),
        contentType: typeof type === 'string' ? type : 'application/octet-stream',
        body: answer.stream(),
      };
    },
    delete: async (key) => {
      requireBlobKey(key);
      const answer = await client.send({ method: 'DELETE', key });
      if (answer.status === 404) missing(await answer.text(), options.bucket);
      else if (answer.status !== 204 && answer.status !== 200) throw await failure(answer, `delete "${key}"`);
      else answer.discard();
    },
    list: async (prefix, { after = '', limit }) => {
      requireBlobPrefix(prefix);
      const keys: string[] = [];
      for (let last = after; keys.length < limit;) {
        const query = {
          'list-type': '2',
          prefix,
          'max-keys': String(Math.min(mostKeysAtOnce, limit - keys.length)),
          ...(last === '' ? {} : { 'start-after': last }),
        };
        const answer = await client.send({ method: 'GET', query });
        if (answer.status !== 200) throw await failure(answer, 'list the bucket');
        const xml = await answer.text();
        const found = textsOf(xml, 'Key');
        // Others may keep things in the bucket too; what is no key of ours nobody here could ask for.
        keys.push(...found.filter(isBlobKey));
        last = found.at(-1) ?? '';
        if (last === '' || textsOf(xml, 'IsTruncated')[0] !== 'true') break;
      }
      return keys;
    },
  };
};

const ensureBucket = async (client: S3Client): Promise<void> => {
  const found = await client.send({ method: 'GET', query: { 'list-type': '2', 'max-keys': '1' } });
  if (found.status === 200) {
    found.discard();
    return;
  }
  if (found.status !== 404) throw await failure(found, 'look into the bucket');
  found.discard();
  const made = await client.send({ method: 'PUT' });
  // 409: another process made it in between.
  if (made.status !== 200 && made.status !== 409) throw await failure(made, 'make the bucket');
  made.discard();
};

/** A missing blob is an answer, a missing bucket is a fault: else every blob would look deleted. */
const missing = (xml: string, bucket: string): null => {
  if (textsOf(xml, 'Code')[0] !== 'NoSuchBucket') return null;
  throw new HubError(
    'egress_failed',
    `The blob store has no bucket "${bucket}" any more. Make it again, or set S3_BUCKET.`,
  );
};

async function* partsOf(body: Readable | Uint8Array): AsyncGenerator<Buffer, undefined> {
  let held: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body instanceof Readable ? body : [body]) {
    held.push(Buffer.from(chunk as Uint8Array));
    bytes += (chunk as Uint8Array).length;
    if (bytes < partBytes) continue;
    yield Buffer.concat(held);
    held = [];
    bytes = 0;
  }
  if (bytes > 0) yield Buffer.concat(held);
}

async function* joined(first: readonly Buffer[], rest: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  yield* first;
  yield* rest;
}
