// needs: s3
import { createHash, randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Blobs } from '../../core/ports.ts';
import { openFileBlobs } from '../../platform/blobs/files.ts';
import { openS3Client } from '../../platform/blobs/s3-client.ts';
import { textsOf } from '../../platform/blobs/s3-answer.ts';
import { openS3Blobs } from '../../platform/blobs/s3.ts';
import { createEgress, type Egress } from '../../platform/egress/egress.ts';
import { startS3, type S3Server } from '../components/s3.ts';
import { recordedLog } from '../setup/recorded-log.ts';
import { verifies } from '../setup/verifies.ts';

let s3: S3Server;
let egress: Egress;
let folder: string;

beforeAll(async () => {
  s3 = await startS3();
  egress = createEgress({ allow: [], trustedOrigins: [s3.endpoint], log: recordedLog() });
  folder = await mkdtemp(join(tmpdir(), 'blobs-'));
});
afterAll(async () => {
  await egress.close();
  await s3.stop();
  await rm(folder, { recursive: true, force: true });
});

const inS3 = (bucket: string, secretKey = s3.secretKey): Promise<Blobs> =>
  openS3Blobs({
    endpoint: s3.endpoint,
    bucket,
    region: 'us-east-1',
    accessKey: s3.accessKey,
    secretKey,
    egress,
  });

const bytesOf = async (blobs: Blobs, key: string): Promise<Buffer | null> => {
  const found = await blobs.get(key);
  return found === null ? null : Buffer.concat(await found.body.toArray());
};
const sha = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
let names = 0;

describe.each([
  ['files', () => openFileBlobs(join(folder, `store-${++names}`))],
  ['S3', () => inS3(`bucket-${++names}`)],
])('%s', (_, open) => {
  let blobs: Blobs;
  beforeAll(async () => {
    blobs = await open();
  });

  verifies('foundation.blobs.contract', 'what was put is got, with its size and type', async () => {
    const put = await blobs.put('calls/2026/rec_1.wav', Buffer.from('sound'), 'audio/wav');
    expect(put).toEqual({ size: 5, contentType: 'audio/wav' });
    const found = await blobs.get('calls/2026/rec_1.wav');
    expect([found?.size, found?.contentType]).toEqual([5, 'audio/wav']);
    expect(Buffer.concat((await found?.body.toArray()) ?? []).toString()).toBe('sound');
  });

  test('a blob that is not there is null, and deleting it is no error', async () => {
    expect(await blobs.get('not/here')).toBeNull();
    await blobs.delete('not/here');
  });

  test('an empty blob is a blob', async () => {
    expect(await blobs.put('empty', new Uint8Array(), 'text/plain')).toEqual({
      size: 0,
      contentType: 'text/plain',
    });
    const found = await blobs.get('empty');
    expect([found?.size, await found?.body.toArray()]).toEqual([0, []]);
  });

  test('the second put replaces the first, type included', async () => {
    await blobs.put('twice', Buffer.from('a longer text'), 'text/plain');
    await blobs.put('twice', Buffer.from('{}'), 'application/json');
    const found = await blobs.get('twice');
    expect([found?.size, found?.contentType]).toEqual([2, 'application/json']);
    found?.body.destroy();
  });

  test('a deleted blob is gone', async () => {
    await blobs.put('short/lived', Buffer.from('x'), 'text/plain');
    await blobs.delete('short/lived');
    expect(await blobs.get('short/lived')).toBeNull();
    expect(await blobs.list('short/', { limit: 10 })).toEqual([]);
  });

  test.each([
    ['a small stream', 3, 1_000],
    ['a stream larger than a part', 40, 600_000],
    ['a stream of exactly one part', 8, 1024 * 1024],
  ])('%s comes back as it was', async (name, pieces, size) => {
    const chunks = Array.from({ length: pieces }, () => randomBytes(size));
    const key = `streams/${name.replaceAll(' ', '-')}`;
    const put = await blobs.put(key, Readable.from(chunks), 'application/octet-stream');
    expect(put.size).toBe(pieces * size);
    const found = await blobs.get(key);
    expect([found?.size, found?.contentType]).toEqual([pieces * size, 'application/octet-stream']);
    expect(sha(Buffer.concat((await found?.body.toArray()) ?? []))).toBe(sha(Buffer.concat(chunks)));
  });

  test.each([1, 12])('a stream that breaks after %d MiB leaves what was there', async (mebibytes) => {
    const key = `broken/${mebibytes}`;
    await blobs.put(key, Buffer.from('before'), 'text/plain');
    const breaking = async function* () {
      for (let i = 0; i < mebibytes; i++) yield Buffer.alloc(1024 * 1024);
      throw new Error('the line went dead');
    };
    await expect(blobs.put(key, Readable.from(breaking()), 'audio/wav')).rejects.toThrow(
      'the line went dead',
    );
    expect((await bytesOf(blobs, key))?.toString()).toBe('before');
    expect(await blobs.list('broken/', { limit: 10 })).toContain(key);
  });

  test('what is read goes on while the blob is replaced or deleted', async () => {
    const first = randomBytes(300_000);
    await blobs.put('moving', first, 'application/octet-stream');
    const reading = await blobs.get('moving');
    await blobs.put('moving', Buffer.from('second'), 'text/plain');
    await blobs.delete('moving');
    const read = Buffer.concat((await reading?.body.toArray()) ?? []);
    expect(sha(read)).toBe(sha(first));
  });

  test('of many puts at once one wins, whole', async () => {
    const bodies = Array.from({ length: 8 }, (_each, i) => Buffer.alloc(50_000, i));
    await Promise.all(bodies.map((body) => blobs.put('raced', body, 'application/octet-stream')));
    const won = await bytesOf(blobs, 'raced');
    expect(bodies.filter((body) => won !== null && body.equals(won))).toHaveLength(1);
  });

  test('a list has the keys with the prefix, in byte order, page by page', async () => {
    const keys = ['l/a', 'l/a-b', 'l/a.b', 'l/b/1', 'l/b/2/x', 'l/b0', 'l/B', 'l/_', 'l/0', 'l/b-c/1'];
    for (const key of keys) await blobs.put(key, Buffer.from(key), 'text/plain');
    await blobs.put('m', Buffer.from('m'), 'text/plain');
    const sorted = [...keys].sort();
    expect(await blobs.list('l/', { limit: 100 })).toEqual(sorted);
    expect(await blobs.list('l/b', { limit: 100 })).toEqual(sorted.filter((key) => key.startsWith('l/b')));
    expect(await blobs.list('l/b/', { limit: 100 })).toEqual(['l/b/1', 'l/b/2/x']);
    expect(await blobs.list('nothing', { limit: 100 })).toEqual([]);
    expect(await blobs.list('l/', { limit: 0 })).toEqual([]);
    const paged: string[] = [];
    for (let after = ''; ;) {
      const page = await blobs.list('l/', { limit: 3, ...(after === '' ? {} : { after }) });
      expect(page.length).toBeLessThanOrEqual(3);
      paged.push(...page);
      after = page.at(-1) ?? '';
      if (page.length < 3) break;
    }
    expect(paged).toEqual(sorted);
    expect(await blobs.list('l/', { after: 'l/a', limit: 1 })).toEqual(['l/a-b']);
    expect(await blobs.list('l/', { after: 'l/b/1zzz', limit: 1 })).toEqual(['l/b/2/x']);
  });

  test.each([
    ...[
      '',
      '.',
      '..',
      '/',
      '/a',
      'a/',
      'a//b',
      '../a',
      'a/../b',
      'a/./b',
      'a/..',
      'a\\b',
      'a b',
      'a\0b',
      'ä',
      'a~',
    ],
    ...['a%2fb', 'a?b', 'a#b', 'a:b', 'a\nb', `${'x'.repeat(201)}`, 'x/'.repeat(300) + 'x', '~drafts/x'],
  ])('%j is no key', async (key) => {
    const refused = { code: 'input_invalid' };
    await expect(blobs.put(key, Buffer.from('x'), 'text/plain')).rejects.toMatchObject(refused);
    await expect(blobs.get(key)).rejects.toMatchObject(refused);
    await expect(blobs.delete(key)).rejects.toMatchObject(refused);
  });

  test.each(['../', '/', './', 'a/../', 'a//', 'a b'])('%j begins no key', async (prefix) => {
    await expect(blobs.list(prefix, { limit: 1 })).rejects.toMatchObject({ code: 'input_invalid' });
  });
});

describe('files only', () => {
  test('a blob may be named like the folder of others', async () => {
    const blobs = await openFileBlobs(join(folder, 'nested'));
    await blobs.put('a/b', Buffer.from('inner'), 'text/plain');
    await blobs.put('a', Buffer.from('outer'), 'text/plain');
    await blobs.put('a/b/c', Buffer.from('innermost'), 'text/plain');
    expect(await blobs.list('', { limit: 10 })).toEqual(['a', 'a/b', 'a/b/c']);
    expect((await bytesOf(blobs, 'a'))?.toString()).toBe('outer');
    await blobs.delete('a');
    expect(await blobs.list('', { limit: 10 })).toEqual(['a/b', 'a/b/c']);
  });

  test('links lead nowhere: nothing outside is read, written or deleted', async () => {
    const root = join(folder, 'linked');
    const outside = join(folder, 'outside');
    const blobs = await openFileBlobs(root);
    await mkdir(outside);
    await writeFile(join(outside, 'secret~'), 'secret');
    await writeFile(join(outside, 'secret~type'), 'text/plain');
    await symlink(outside, join(root, 'way-out'));
    await symlink(join(outside, 'secret~'), join(root, 'direct~'));
    await expect(blobs.get('way-out/secret')).rejects.toMatchObject({ code: 'forbidden' });
    await expect(blobs.put('way-out/new', Buffer.from('x'), 'text/plain')).rejects.toMatchObject({
      code: 'forbidden',
    });
    await expect(blobs.delete('way-out/secret')).rejects.toMatchObject({ code: 'forbidden' });
    await expect(blobs.get('direct')).rejects.toThrow();
    expect((await readdir(outside)).sort()).toEqual(['secret~', 'secret~type']);
    expect(await blobs.list('', { limit: 10 })).toEqual([]);
  });

  test('nothing half-written is left behind', async () => {
    const root = join(folder, 'clean');
    const blobs = await openFileBlobs(root);
    const breaking = async function* () {
      yield Buffer.alloc(100);
      throw new Error('broken');
    };
    await expect(blobs.put('x', Readable.from(breaking()), 'text/plain')).rejects.toThrow('broken');
    await blobs.put('y', Buffer.from('y'), 'text/plain');
    expect(await readdir(join(root, '~drafts'))).toEqual([]);
    expect((await readdir(root)).sort()).toEqual(['y~', 'y~type', '~drafts']);
    expect(await readFile(join(root, 'y~'), 'utf8')).toBe('y');
  });
});

describe('S3 only', () => {
  test('a wrong secret is told, with the setting to look at, when the store is opened', async () => {
    await expect(inS3('bucket-wrong', 'not-the-secret')).rejects.toMatchObject({
      code: 'egress_failed',
      message: expect.stringContaining('S3_SECRET_KEY'),
    });
  });

  test('a bucket that vanished is a fault, and not the absence of every blob', async () => {
    const blobs = await inS3('bucket-vanishing');
    expect(await blobs.get('x')).toBeNull();
    const { endpoint, accessKey, secretKey } = s3;
    const client = openS3Client({
      endpoint,
      bucket: 'bucket-vanishing',
      region: 'us-east-1',
      accessKey,
      secretKey,
      egress,
    });
    expect((await client.send({ method: 'DELETE' })).status).toBe(204);
    const fault = { code: 'egress_failed', message: expect.stringContaining('S3_BUCKET') };
    await expect(blobs.get('x')).rejects.toMatchObject(fault);
    await expect(blobs.delete('x')).rejects.toMatchObject(fault);
    await expect(blobs.put('x', Buffer.from('x'), 'text/plain')).rejects.toMatchObject(fault);
    await expect(blobs.list('', { limit: 1 })).rejects.toMatchObject(fault);
  });

  test('XML is read without its dangers', () => {
    expect(textsOf('<a><Key>x&amp;y&#65;&#x42;</Key><Key>z</Key></a>', 'Key')).toEqual(['x&yAB', 'z']);
    expect(textsOf('<a><Key>&unknown;&#9999999;</Key></a>', 'Key')).toEqual(['&unknown;&#9999999;']);
    expect(() =>
      textsOf('<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><Key>&x;</Key>', 'Key'),
    ).toThrow(/entities/);
  });
});
