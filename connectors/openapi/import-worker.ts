import { parentPort, workerData, type MessagePort } from 'node:worker_threads';
import {
  errorOf,
  failureOf,
  type Brought,
  type Imported,
  type ReadSource,
  type Said,
  type ThreadSource,
} from './crossing.ts';
import { readAsOpenApi } from './as-openapi.ts';
import type { FetchedFile, Fetches } from './gather-url.ts';
import { gatherFromUrl, gatherFromZip } from './gather.ts';
import { planDocument } from './plan-document.ts';

/** The other side of import-thread.ts. */

const read = async ({ document, ...rest }: ThreadSource, egress: Fetches): Promise<Imported> => {
  if ('text' in document) return { plan: planDocument({ ...rest, document }) };
  if ('archive' in document) {
    const { tree, notes } = gatherFromZip(document.archive);
    return { plan: planDocument({ ...rest, document: { tree }, notes }) };
  }
  const { tree, notes, original } = await gatherFromUrl(document.url, { egress });
  return { plan: planDocument({ ...rest, document: { tree }, notes, url: document.url }), original };
};

const answer = async (source: ThreadSource | ReadSource, egress: Fetches): Promise<Said> => {
  if (!('read' in source)) return { kind: 'done', imported: await read(source, egress) };
  const { read: given, ...rest } = source;
  const document = 'text' in given ? given : { tree: gatherFromZip(given.archive).tree };
  return { kind: 'read', document: readAsOpenApi({ ...rest, document }) };
};

/** A thread calls nobody: it asks the hub, whose egress does. */
const egressOver = (port: MessagePort): Fetches => {
  const waiting = new Map<number, PromiseWithResolvers<FetchedFile>>();
  let asked = 0;
  port.on('message', (brought: Brought) => {
    const one = waiting.get(brought.number);
    waiting.delete(brought.number);
    if ('failure' in brought) one?.reject(errorOf(brought.failure));
    else {
      const { status, url, bytes } = brought.file;
      one?.resolve({ status, url, bytes: async () => bytes, discard: () => undefined });
    }
  });
  return {
    request: ({ url, headers, limits }) => {
      const one = Promise.withResolvers<FetchedFile>();
      const number = asked++;
      waiting.set(number, one);
      port.postMessage({ kind: 'fetch', number, request: { url, headers, limits } } satisfies Said);
      return one.promise;
    },
  };
};

if (parentPort !== null) {
  const port = parentPort;
  let said: Said;
  try {
    said = await answer(workerData as ThreadSource | ReadSource, egressOver(port));
  } catch (error) {
    said = { kind: 'failed', failure: failureOf(error) };
  }
  port.postMessage(said);
}
