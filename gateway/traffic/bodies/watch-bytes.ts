import type { ServerResponse } from 'node:http';

/**
 * Sees the body of an answer as it is written, without holding it up: for the few answers that somebody has to look at
 * while they stream. The response belongs to one request, so nobody has to take this back.
 */
export const watchBytes = (response: ServerResponse, see: (chunk: Buffer) => void): void => {
  const write = response.write.bind(response) as Writer<boolean>;
  const end = response.end.bind(response) as Writer<ServerResponse>;
  const seen = (chunk: unknown, encoding: unknown): void => {
    if (typeof chunk === 'string')
      see(Buffer.from(chunk, typeof encoding === 'string' ? (encoding as BufferEncoding) : 'utf8'));
    else if (chunk instanceof Uint8Array) see(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length));
  };
  response.write = ((chunk: unknown, ...rest: unknown[]) => {
    seen(chunk, rest[0]);
    return response.destroyed ? false : write(chunk, ...rest);
  }) as typeof response.write;
  response.end = ((chunk: unknown, ...rest: unknown[]) => {
    seen(chunk, rest[0]);
    // Node writes what is given here by `write`, which would see it again.
    response.write = write as typeof response.write;
    return response.destroyed ? response : end(chunk, ...rest);
  }) as typeof response.end;
};

type Writer<Answer> = (chunk: unknown, ...rest: unknown[]) => Answer;
