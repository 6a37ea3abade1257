import { HubError } from '../../../core/errors.ts';
import { keepNewest } from '../../../core/keep-newest.ts';
import { noSuchApi } from '../no-such-api.ts';
import { firstAction, publicApi, readPublished } from '../public-api.ts';
import { findPublished, upstreamsOf } from '../store-published.ts';
import type { Portal, PortalDeps } from '../visit.ts';
import { publicDocument } from './public-document.ts';

type PublicDocument = Record<string, unknown>;

/** The document of a published API; throws not_found where there is none. */
export type DocumentOfApi = (portal: Portal, name: string) => Promise<PublicDocument>;

/** Making one takes a while, and anybody may ask: a change of the connector is seen after this. */
const trustMs = 10_000;
const mostKnown = 50;

interface Known {
  readonly document: Promise<PublicDocument | null>;
  readonly until: number;
}

export const openDocuments = (
  deps: Pick<PortalDeps, 'db' | 'documents' | 'addressesOf' | 'clock'>,
): DocumentOfApi => {
  const known = new Map<string, Known>();
  /** Those who ask for the same at once wait for one. */
  const remembered = (key: string, make: () => Known['document']): Known['document'] => {
    const now = deps.clock.monotonic();
    const before = known.get(key);
    if (before !== undefined && before.until > now) return before.document;
    const document = make();
    keepNewest(known, { key, value: { document, until: now + trustMs }, most: mostKnown });
    document.catch(() => known.delete(key));
    return document;
  };

  return async ({ spaceId, slug }, name) => {
    const published = await deps.db.readInSpace(spaceId, async (tx) => {
      const found = await findPublished(tx, spaceId, name);
      return found === null ? null : { found, upstreams: await upstreamsOf(tx, spaceId, name) };
    });
    if (published === null) throw noSuchApi();
    const { found, upstreams } = published;
    const pipeline = readPublished(found);
    const connector = pipeline?.portal?.openapi;
    if (pipeline === null || connector === undefined) throw noDocument();

    const addresses = deps.addressesOf(slug);
    const make = async (): Promise<PublicDocument | null> => {
      const given = await deps.documents.documentOf(spaceId, connector);
      const check = firstAction(found.document, 'validate-openapi');
      const basePath = check?.['basePath'];
      return publicDocument(given, {
        ...{ api: publicApi(found, addresses), pipeline, addresses, upstreams },
        basePath: check?.['connector'] !== connector ? null : typeof basePath === 'string' ? basePath : '',
      });
    };
    const key = JSON.stringify([spaceId, name, found.version, addresses, upstreams]);
    const document = await remembered(key, make);
    if (document === null) throw noDocument();
    return document;
  };
};

const noDocument = (): HubError => new HubError('not_found', 'This API has no document to be read here.');
