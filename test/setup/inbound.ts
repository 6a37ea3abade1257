import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Arrival } from '../../connectors/hooks/arrival.ts';
import { readContent } from '../../connectors/hooks/content.ts';
import type { InboundHandler } from '../../connectors/hooks/inbound.ts';
import { isHubError } from '../../core/errors.ts';

/** A webhook as a test sends it: without a server in between. */
export interface Sent {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

export const arrivalFrom = ({ method, url, headers, body }: Sent): Arrival => {
  const lower = new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  const header = (name: string) => {
    const value = lower.get(name);
    return value === undefined || value === '' ? undefined : value;
  };
  const bytes = Buffer.from(body);
  return {
    ...{ method, header, body: bytes, urls: [url] },
    content: () => readContent(bytes, header('content-type')),
  };
};

/** The handler behind a real server, as the listener of the hub would have it. */
export const serveInbound = async (
  handler: InboundHandler,
): Promise<{ readonly origin: string; stop(): Promise<void> }> => {
  const server = createServer((request, response) => {
    handler(request, response).catch((error: unknown) => {
      const known = isHubError(error) ? error : undefined;
      if (known?.retryAfter !== undefined) response.setHeader('retry-after', String(known.retryAfter));
      response.setHeader('connection', 'close');
      response.writeHead(known?.status ?? 500).end(known?.message ?? String(error));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};
