import { join } from 'node:path';
import type { Blobs, Log } from '../core/ports.ts';
import { openOnDemand } from '../platform/blobs/on-demand.ts';
import type { Config } from '../platform/config.ts';
import type { Lifecycle } from './lifecycle.ts';

/** Blobs in S3 where it is set, else as files in the data folder. */
export const startBlobs = async (parts: {
  readonly config: Config;
  readonly log: Log;
  readonly lifecycle: Lifecycle;
}): Promise<Blobs> => {
  const { config, log, lifecycle } = parts;
  const s3 = s3Settings(config);
  if (s3 === undefined) {
    return openOnDemand(async () => {
      const { openFileBlobs } = await import('../platform/blobs/files.ts');
      return openFileBlobs(join(config.dataDir, 'blobs'));
    });
  }
  // The store is named by the owner of the installation and may be private, and it alone: so it has a way out of its own.
  const egress = await lifecycle.start('egress to the blob store', async () => {
    const { createEgress } = await import('../platform/egress/egress.ts');
    const opened = createEgress({ allow: [], log, trustedOrigins: [new URL(s3.endpoint).origin] });
    return { ...opened, stop: opened.close };
  });
  return openOnDemand(async () => {
    const { openS3Blobs } = await import('../platform/blobs/s3.ts');
    return openS3Blobs({ ...s3, egress });
  });
};

const s3Settings = (config: Config) => {
  const { S3_ENDPOINT: endpoint, S3_BUCKET: bucket, S3_REGION: region } = config;
  const { S3_ACCESS_KEY: accessKey, S3_SECRET_KEY: secretKey } = config;
  if (endpoint === undefined || bucket === undefined) return undefined;
  if (accessKey === undefined || secretKey === undefined) return undefined;
  return { endpoint, bucket, region, accessKey, secretKey };
};
