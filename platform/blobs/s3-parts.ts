import { HubError } from '../../core/errors.ts';
import type { S3Client } from './s3-client.ts';
import { failure, textsOf } from './s3-answer.ts';

interface Upload {
  readonly key: string;
  readonly contentType: string;
}

/** A blob whose length nobody knows beforehand, in parts. It is there when the last part is, or not at all. Its size. */
export const putParts = async (
  client: S3Client,
  upload: Upload,
  parts: AsyncIterable<Buffer>,
): Promise<number> => {
  const { key, contentType } = upload;
  const begun = await client.send({
    method: 'POST',
    key,
    query: { uploads: '' },
    headers: { 'content-type': contentType },
  });
  if (begun.status !== 200) throw await failure(begun, `begin storing "${key}"`);
  const uploadId = textsOf(await begun.text(), 'UploadId')[0];
  if (uploadId === undefined)
    throw new HubError('egress_failed', 'The blob store began an upload without naming it.');
  try {
    const tags: string[] = [];
    let size = 0;
    for await (const part of parts) {
      const query = { partNumber: String(tags.length + 1), uploadId };
      const answer = await client.send({ method: 'PUT', key, query, body: part });
      const tag = answer.headers['etag'];
      if (answer.status !== 200 || typeof tag !== 'string')
        throw await failure(answer, `store a part of "${key}"`);
      answer.discard();
      tags.push(tag);
      size += part.length;
    }
    await complete(client, { key, uploadId, tags });
    return size;
  } catch (error) {
    // Parts of an upload that is neither finished nor given up cost money for ever. What went wrong first is told.
    await client.send({ method: 'DELETE', key, query: { uploadId } }).then(
      (answer) => answer.discard(),
      () => undefined,
    );
    throw error;
  }
};

const complete = async (
  client: S3Client,
  upload: { readonly key: string; readonly uploadId: string; readonly tags: readonly string[] },
): Promise<void> => {
  const { key, uploadId, tags } = upload;
  const list = tags.map(
    (tag, i) => `<Part><PartNumber>${i + 1}</PartNumber><ETag>${escape(tag)}</ETag></Part>`,
  );
  const answer = await client.send({
    method: 'POST',
    key,
    query: { uploadId },
    headers: { 'content-type': 'application/xml' },
    body: `<CompleteMultipartUpload>${list.join('')}</CompleteMultipartUpload>`,
  });
  if (answer.status !== 200) throw await failure(answer, `finish storing "${key}"`);
  // The store may begin to answer before it is done: 200 with an error inside is a failure too.
  const code = textsOf(await answer.text(), 'Code')[0];
  if (code !== undefined)
    throw new HubError('egress_failed', `The blob store refused to finish storing "${key}": ${code}.`);
};

const escape = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
