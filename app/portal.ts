import { isHubError } from '../core/errors.ts';
import type { Blobs } from '../core/ports.ts';
import { findConnector } from '../connectors/store-connectors.ts';
import { findOriginal, type Original } from '../connectors/store-versions.ts';
import { portalOperations } from '../gateway/operations/portal.ts';
import { urlsOf, type TrafficStatusDeps } from '../gateway/operations/traffic/status.ts';
import { openPortalSessions } from '../gateway/portal/sessions.ts';
import type { PortalDeps, PortalDocuments } from '../gateway/portal/visit.ts';
import type { Db } from '../platform/db/open.ts';
import { collect } from '../platform/egress/collect.ts';
import type { HubOperation } from '../platform/invoke/context.ts';

type Parts = Omit<PortalDeps, 'sessions' | 'documents' | 'addressesOf'> &
  TrafficStatusDeps & {
    readonly blobs: Blobs;
    /** That the sessions of portals are signed with. */
    readonly key: Buffer;
  };

export const openPortal = (parts: Parts): HubOperation[] =>
  portalOperations({
    ...parts,
    sessions: openPortalSessions({ key: parts.key, clock: parts.clock }),
    documents: documentsOf(parts),
    addressesOf: (slug) => addressesOf(parts, slug),
  });

const addressesOf = (
  { running, trafficUrl, trafficHosts }: TrafficStatusDeps,
  slug: string,
): readonly string[] => {
  const address = running()?.state().address ?? null;
  return address === null ? [] : urlsOf({ slug, address, trafficUrl, trafficHosts });
};

/** Of the version in use: its document, as it was imported. */
const documentsOf = ({ db, blobs }: { readonly db: Db; readonly blobs: Blobs }): PortalDocuments => {
  const read = openReader(blobs);
  return {
    documentOf: async (spaceId, name) => {
      const original = await db.readInSpace(spaceId, async (tx) => {
        const version = (await findConnector(tx, spaceId, name))?.version ?? null;
        return version === null ? undefined : findOriginal(tx, spaceId, { name, version });
      });
      return original === undefined ? undefined : read(original);
    },
  };
};

const longest = 8 * 1024 * 1024;

/** One after the other: anybody may ask, and each takes a thread. */
const openReader = (blobs: Blobs): ((original: Original) => Promise<unknown>) => {
  const read = async ({ documentKey, overlay }: Original): Promise<unknown> => {
    const kept = await blobs.get(documentKey);
    const bytes = kept === null ? null : await collect(kept.body);
    // What would take so long to read for everybody is for whoever imported it.
    if (bytes === null || bytes.length > longest) return undefined;
    const { readInThread } = await import('../connectors/openapi/import-thread.ts');
    const isZip = bytes.subarray(0, 4).equals(zipHead);
    return readInThread(
      { read: isZip ? { archive: bytes } : { text: bytes }, ...(overlay !== null && { overlay }) },
      { signal: AbortSignal.timeout(patienceMs) },
    ).catch((error: unknown) => {
      // It was imported once: what cannot be read any more is no document for readers.
      if (isHubError(error, 'import_failed')) return undefined;
      throw error;
    });
  };
  let last: Promise<unknown> = Promise.resolve();
  return (original) =>
    (last = last.then(
      () => read(original),
      () => read(original),
    ));
};

const zipHead = Buffer.from('PK\u0003\u0004', 'latin1');
const patienceMs = 30_000;
