import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { HubError } from '../../core/errors.ts';

export interface BodyRules {
  readonly maxBytes: number;
  readonly timeoutMs: number;
  /** Told of every piece, so that all bodies together can be held within bounds. Throws when there are too many. */
  readonly held: (bytes: number) => void;
}

/** By events: leaving a `for await` would destroy the connection before the refusal has gone out. */
export const readBody = (request: IncomingMessage, rules: BodyRules): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    if (Number(request.headers['content-length'] ?? 0) > rules.maxBytes) return reject(tooLarge(rules));
    const chunks: Buffer[] = [];
    let size = 0;
    const settle = (error?: Error): void => {
      clearTimeout(late);
      request.off('data', take).off('end', end).off('close', cut).off('error', cut);
      if (error === undefined)
        resolve(chunks.length === 1 ? (chunks[0] ?? Buffer.alloc(0)) : Buffer.concat(chunks));
      else {
        request.pause();
        reject(error);
      }
    };
    const take = (chunk: Buffer): void => {
      size += chunk.length;
      chunks.push(chunk);
      try {
        rules.held(chunk.length);
      } catch (error) {
        return settle(error as Error);
      }
      if (size > rules.maxBytes) settle(tooLarge(rules));
    };
    const end = (): void => settle();
    const cut = (): void =>
      settle(new HubError('cancelled', 'The webhook was cut off before its body had arrived.'));
    const late = setTimeout(
      () => settle(new HubError('request_timeout', 'The webhook took too long to arrive.')),
      rules.timeoutMs,
    );
    request.on('data', take).once('end', end).once('close', cut).once('error', cut);
  });

const tooLarge = ({ maxBytes }: BodyRules): HubError =>
  new HubError('body_too_large', `A webhook may have at most ${maxBytes} bytes here.`, {
    details: { limit: maxBytes },
  });

const unzip = promisify(gunzip);

/** What the body says once it is unpacked; what is signed are the bytes that came. */
export const unpacked = async (
  body: Buffer,
  encoding: string | undefined,
  maxBytes: number,
): Promise<Buffer> => {
  if (encoding === undefined || encoding === 'identity') return body;
  if (encoding !== 'gzip')
    throw new HubError(
      'media_type_unsupported',
      'This content encoding is not taken here. Send the body as it is, or by gzip.',
    );
  try {
    return await unzip(body, { maxOutputLength: maxBytes });
  } catch (cause) {
    throw new HubError('body_malformed', `The body is no gzip, or has more than ${maxBytes} bytes.`, {
      cause,
    });
  }
};
