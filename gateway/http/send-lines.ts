import type { ServerResponse } from 'node:http';
import { problemBody, toHubError } from './problem.ts';

export interface LinesFacts {
  readonly status: number;
  readonly requestId: string;
}

/**
 * A stream of values as lines of JSON. The next one is asked for when the one before has been taken, and none any
 * more when the caller has gone. A failure on the way is the last line: the status has been sent long before.
 */
export const sendLines = async (
  response: ServerResponse,
  lines: AsyncIterable<unknown>,
  { status, requestId }: LinesFacts,
): Promise<void> => {
  response.writeHead(status, {
    'content-type': 'application/x-ndjson',
    'cache-control': 'no-store',
    // Some proxies would collect the lines until there are many.
    'x-accel-buffering': 'no',
  });
  response.flushHeaders();
  try {
    for await (const line of lines) {
      if (!(await write(response, `${JSON.stringify(line)}\n`))) return;
    }
  } catch (thrown) {
    // What went wrong stands in the log with the call; nobody is left to read of it when the caller has gone.
    if (!response.destroyed) response.write(`{"error":${problemBody(toHubError(thrown), requestId)}}\n`);
  }
  response.end();
};

/** Waits until there is room for more; false when nobody reads any more. */
const write = async (response: ServerResponse, text: string): Promise<boolean> => {
  if (response.destroyed) return false;
  if (response.write(text)) return true;
  await new Promise<void>((resolve) => {
    const settle = (): void => {
      response.off('drain', settle).off('close', settle);
      resolve();
    };
    response.once('drain', settle).once('close', settle);
  });
  return !response.destroyed;
};
