// needs: s3
import { readdir } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openS3Blobs } from '../../platform/blobs/s3.ts';
import { createEgress } from '../../platform/egress/egress.ts';
import { startS3, type S3Server } from '../components/s3.ts';
import { temporaryFolder } from '../components/program.ts';
import { startTestHub } from '../setup/hub.ts';
import { recordedLog } from '../setup/recorded-log.ts';

let s3: S3Server;
beforeAll(async () => {
  s3 = await startS3();
});
afterAll(() => s3.stop());

const bucket = 'hub-blobs';
const asSettings = () => ({
  S3_ENDPOINT: s3.endpoint,
  S3_BUCKET: bucket,
  S3_ACCESS_KEY: s3.accessKey,
  S3_SECRET_KEY: s3.secretKey,
});

const verification = async (hub: Awaited<ReturnType<typeof startTestHub>>) =>
  (await hub.request('GET', '/api/audit/verification')).json;

test('a hub whose blobs are in S3 testifies its audit chain there at a clean stop', async () => {
  const egress = createEgress({ allow: [], trustedOrigins: [s3.endpoint], log: recordedLog() });
  const blobs = await openS3Blobs({ ...s3, bucket, region: 'us-east-1', egress });
  const hub = await startTestHub(asSettings());
  await hub.makeKey(['space.read']);
  expect(await verification(hub)).toMatchObject({ intact: true, entries: 1, checkpoints: 0, provenTo: 0 });
  const { id } = (await hub.request('GET', '/api/space')).json as { id: string };
  await hub.stop();
  expect(await blobs.list('audit-checkpoints/', { limit: 10 })).toContain(
    `audit-checkpoints/${id}/0000000000000001.json`,
  );
  await egress.close();
});

test('a hub whose blobs are files testifies it in the data folder, and finds it again', async () => {
  const folder = await temporaryFolder('hub-data');
  const hub = await startTestHub({ HUB_DATA: folder.path });
  await hub.makeKey(['space.read']);
  const { id } = (await hub.request('GET', '/api/space')).json as { id: string };
  await hub.stop();
  expect(await readdir(`${folder.path}/blobs/audit-checkpoints/${id}`)).toContain('0000000000000001.json~');
  await folder.remove();
});

test('a store that is away keeps the hub neither from starting nor from being ready', async () => {
  const hub = await startTestHub({ ...asSettings(), S3_ENDPOINT: 'http://127.0.0.1:9' });
  expect((await hub.request('GET', '/ready', { key: null })).status).toBe(200);
  const refused = await hub.request('GET', '/api/audit/verification');
  expect(refused.status).toBe(502);
  await hub.stop();
});
