import { AwsV4Signer } from 'aws4fetch';
import type { EgressAnswer } from '../egress/answer.ts';
import type { Egress } from '../egress/egress.ts';

export interface S3ClientOptions {
  /** `https://s3.example.com`: the bucket is named in the path. */
  readonly endpoint: string;
  readonly bucket: string;
  readonly region: string;
  readonly accessKey: string;
  readonly secretKey: string;
  /** One that trusts the endpoint and is used for nothing else: the endpoint may be private, its name chosen by the owner. */
  readonly egress: Egress;
}

export interface S3Request {
  readonly method: 'GET' | 'PUT' | 'POST' | 'DELETE';
  /** The bucket itself when left out. */
  readonly key?: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer | string;
  /** The answer is a blob: of any length, as long as it keeps coming. */
  readonly large?: boolean;
}

export interface S3Client {
  send(request: S3Request): Promise<EgressAnswer>;
}

const uploadMs = 300_000;

/** Signs requests and sends them by the hub's own way out. Bodies are not part of the signature, so they may stream. */
export const openS3Client = (options: S3ClientOptions): S3Client => {
  const signingKeys = new Map<string, ArrayBuffer>();
  return {
    send: async ({ method, key, query = {}, headers = {}, body, large = false }) => {
      const url = new URL(options.endpoint);
      const folder = url.pathname.replace(/\/$/, '');
      url.pathname = key === undefined ? `${folder}/${options.bucket}` : `${folder}/${options.bucket}/${key}`;
      for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
      const signed = await new AwsV4Signer({
        method,
        url: url.href,
        headers: { ...headers },
        accessKeyId: options.accessKey,
        secretAccessKey: options.secretKey,
        service: 's3',
        region: options.region,
        cache: signingKeys,
      }).sign();
      return options.egress.request({
        method,
        url: signed.url,
        // As stored: a packed answer would have another length.
        headers: { ...Object.fromEntries(signed.headers), 'accept-encoding': 'identity' },
        ...(body === undefined ? {} : { body }),
        limits: {
          redirects: 0,
          headersMs: uploadMs,
          totalMs: large ? Infinity : uploadMs,
          ...(large ? { maxBytes: Infinity } : {}),
        },
      });
    },
  };
};
