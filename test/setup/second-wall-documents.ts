import { expect } from '@jest/globals';
import { newId } from '../../platform/ids.ts';
import type { Db, Tx } from '../../platform/db/open.ts';
import {
  findPublished,
  listPublished,
  upstreamsOf,
  usageByApi,
  usageByTime,
} from '../../gateway/portal/store-published.ts';
import { readChangedDocuments } from '../../gateway/traffic/saved/store-changes.ts';
import { listDocumentVersions, requireDocumentVersion } from '../../gateway/traffic/saved/store-versions.ts';
import {
  allDocuments,
  deleteDocument,
  findDocument,
  listDocuments,
  namesOf,
  pipelinesUsing,
  writeDocument,
} from '../../gateway/traffic/saved/store.ts';
import { addCounts, addRequests, readRequests, readUsage } from '../../gateway/traffic/usage/store.ts';

const place = { kind: 'pipeline', name: 'orders' } as const;
const list = { limit: 50, sort: '-savedAt' } as const;

/** A pipeline of the space that sends to a service, and what went through it. */
export const keepDocuments = async (db: Db, spaceId: string, word: string): Promise<string> => {
  const id = newId('gdo');
  await db.inSpace(spaceId, (tx) =>
    writeDocument(tx, spaceId, {
      ...{ ...place, id, title: word, about: word, enabled: true, published: true, services: ['stock'] },
      ...{ summary: { endpoints: [], policies: [], urls: [] }, document: JSON.stringify({ title: word }) },
      ...{ revision: 1, note: word, by: 'usr_x', byName: word },
    }),
  );
  await db.asSystem(async (tx) => {
    const counted = { requests: 1, refused: 0, failed: 0, bytes: 0, ms: 1, buckets: new Array(13).fill(0) };
    await addCounts(tx, [{ spaceId, pipeline: word, consumerId: '', ...counted }]);
    await addRequests(tx, [
      {
        ...{
          spaceId,
          requestId: `req_${word}`,
          at: new Date(),
          pipeline: word,
          consumer: null,
          method: 'GET',
        },
        ...{ path: '/', status: 200, ms: 1, bytes: 0, client: '192.0.2.1', service: null, reason: null },
      },
    ]);
  });
  return id;
};

/** Everything that a space can ask about documents of the gateway, asked in one space: nothing of the other's may come. */
export const askDocuments = async (tx: Tx, spaceId: string, foreignId: string): Promise<string> => {
  const seen: unknown[] = [
    await findDocument(tx, spaceId, place),
    await listDocuments(tx, spaceId, { ...list, kind: 'pipeline' }),
    await namesOf(tx, spaceId, 'pipeline'),
    await allDocuments(tx, spaceId, 'pipeline'),
    await pipelinesUsing(tx, spaceId, 'stock'),
    await listDocumentVersions(tx, spaceId, { ...place, limit: 50, sort: '-number' }),
    await requireDocumentVersion(tx, spaceId, { ...place, number: 1 }),
    await readChangedDocuments(tx, spaceId, 0),
    await readUsage(tx, spaceId, {
      ...{ from: '2020-01-01T00:00:00Z', to: new Date(Date.now() + 60_000).toISOString(), group: 'pipeline' },
      ...{ pipeline: undefined, consumerId: undefined },
    }),
    await readRequests(tx, spaceId, { pipeline: undefined, outcome: 'all', limit: 50 }),
  ];
  const own = { from: '2020-01-01T00:00:00Z', step: 'hour', consumerId: '' } as const;
  seen.push(
    await listPublished(tx, spaceId, { limit: 50, sort: 'title' }),
    await findPublished(tx, spaceId, place.name),
    await usageByTime(tx, spaceId, own),
    await usageByApi(tx, spaceId, own),
    await upstreamsOf(tx, spaceId, place.name),
  );
  await deleteDocument(tx, spaceId, { id: foreignId, revision: 2 });
  expect(seen.length).toBe(15);
  return JSON.stringify(seen);
};
