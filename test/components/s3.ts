import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { located } from './installed.ts';
import { freePort, listens, startProgram, temporaryFolder } from './program.ts';

export interface S3Server {
  readonly endpoint: string;
  readonly accessKey: string;
  readonly secretKey: string;
  stop(): Promise<void>;
}

/** An S3 server over a folder; unlike the smaller fakes it does refuse a wrong signature. */
export const startS3 = async (): Promise<S3Server> => {
  const folder = await temporaryFolder('s3');
  const buckets = join(folder.path, 'buckets');
  await mkdir(buckets);
  const port = await freePort();
  const accessKey = 'test-access-key';
  const secretKey = randomBytes(18).toString('base64url');
  const server = await startProgram({
    command: located('s3'),
    args: ['--port', `127.0.0.1:${port}`, '--quiet', 'posix', buckets],
    cwd: folder.path,
    env: { ROOT_ACCESS_KEY: accessKey, ROOT_SECRET_KEY: secretKey },
    ready: () => listens(port),
  });
  return {
    endpoint: `http://127.0.0.1:${port}`,
    accessKey,
    secretKey,
    stop: async () => {
      await server.stop();
      await folder.remove();
    },
  };
};
