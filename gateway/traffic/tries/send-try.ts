import { createServer, request as begin, type IncomingMessage } from 'node:http';
import { duplexPair, type Duplex } from 'node:stream';
import { HubError } from '../../../core/errors.ts';
import { openHandle, type HandleParts } from '../run/handle.ts';
import { checkHead } from '../listen/request-head.ts';
import type { SpaceRoutes } from '../run/table.ts';
import { openTrace, tracedSpace, type Trace } from './traced-space.ts';

/** A request that somebody tries at the pipelines of their space. */
export interface TryWish {
  readonly method: string;
  /** As clients ask for it, without what belongs to the space; with its query. */
  readonly path: string;
  readonly headers: readonly { readonly name: string; readonly value: string }[];
  readonly body?: string | undefined;
}

export interface Tried {
  readonly status: number;
  readonly headers: readonly { readonly name: string; readonly value: string }[];
  readonly body: Buffer;
  /** There was more than is kept. */
  readonly cut: boolean;
  readonly ms: number;
  readonly trace: Trace;
}

export type TryParts = Omit<HandleParts, 'table' | 'hosts' | 'factsOf'>;

const keptBytes = 262_144;
const longestMs = 30_000;

/**
 * Through the real pipeline, by a connection within this process: there is no address that it could be sent to instead. It
 * counts as traffic, as any other request does.
 */
export const sendTry = async (
  wish: TryWish,
  space: SpaceRoutes,
  { signal, ...parts }: TryParts & { readonly signal: AbortSignal },
): Promise<Tried> => {
  const trace = openTrace();
  const handle = openHandle({
    ...parts,
    hosts: new Map(),
    table: () => ({ spaces: new Map([[space.slug, tracedSpace(space, trace)]]) }),
    factsOf: () => ({ client: here, forwardedFor: here, secure: false }),
  });
  const server = createServer({ insecureHTTPParser: false }, (request, response) => {
    try {
      checkHead(request);
    } catch (error) {
      response.destroy(error as Error);
      return;
    }
    handle(request, response);
  });
  const [near, far] = duplexPair();
  server.emit('connection', asSocket(far));
  const startedAt = performance.now();
  const ended = AbortSignal.any([signal, AbortSignal.timeout(longestMs)]);
  try {
    const answer = await ask(wish, { space, near, signal: ended });
    const { body, cut } = await readBounded(answer);
    const ms = performance.now() - startedAt;
    return { status: answer.statusCode ?? 0, headers: headersOf(answer), body, cut, ms, trace };
  } catch (error) {
    if (ended.aborted && !signal.aborted)
      throw new HubError('egress_timeout', `There was no answer within ${longestMs / 1000} seconds.`);
    throw new HubError('egress_failed', `The connection ended without an answer: ${String(error)}.`, {
      cause: error,
    });
  } finally {
    near.destroy();
    far.destroy();
  }
};

const here = '127.0.0.1';

/** What the gateway asks of a connection beyond its bytes. */
const asSocket = (side: Duplex): Duplex =>
  Object.assign(side, { remoteAddress: here, destroySoon: () => side.end() });

interface Way {
  readonly space: SpaceRoutes;
  readonly near: Duplex;
  readonly signal: AbortSignal;
}

const ask = ({ method, path, headers, body }: TryWish, way: Way): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    const request = begin({
      method,
      path: `/${way.space.slug}${path}`,
      headers: fieldsOf(headers),
      createConnection: () => way.near,
      signal: way.signal,
    });
    request.once('response', resolve);
    request.once('error', reject);
    request.once('upgrade', () => reject(new Error('the answer changed to another protocol')));
    request.end(body);
  });

/** Those of one name under each other, as they were given. */
const fieldsOf = (headers: TryWish['headers']): Record<string, string | string[]> => {
  const fields = new Map<string, string[]>();
  for (const { name, value } of headers) {
    const key = name.toLowerCase();
    fields.set(key, [...(fields.get(key) ?? []), value]);
  }
  return {
    host: 'localhost',
    ...Object.fromEntries(
      [...fields].map(([name, values]) => [name, values.length === 1 ? (values[0] ?? '') : values]),
    ),
  };
};

const headersOf = ({ rawHeaders }: IncomingMessage): { name: string; value: string }[] =>
  Array.from({ length: rawHeaders.length / 2 }, (_, at) => ({
    name: rawHeaders[at * 2] ?? '',
    value: rawHeaders[at * 2 + 1] ?? '',
  }));

const readBounded = async (answer: IncomingMessage): Promise<{ body: Buffer; cut: boolean }> => {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of answer) {
    chunks.push(chunk as Buffer);
    bytes += (chunk as Buffer).length;
    if (bytes > keptBytes) break;
  }
  return { body: Buffer.concat(chunks).subarray(0, keptBytes), cut: bytes > keptBytes };
};
