import { z } from 'zod';
import { hubOperation } from '../../../platform/invoke/context.ts';
import { noSuchApi } from '../../portal/no-such-api.ts';
import { publicApiSchema } from '../../portal/public-api-shape.ts';
import { findPublished } from '../../portal/store-published.ts';
import { portalSlug, visitAsReader, type PortalDeps } from '../../portal/visit.ts';

export const apiName = z.string().min(1).max(100);

export const getPortalApi = (deps: PortalDeps) =>
  hubOperation({
    name: 'portal.getApi',
    summary: 'One API of a portal: where it is, how to sign in, its limits',
    access: 'anyone',
    transaction: 'none',
    http: { method: 'GET', path: '/api/portal/{space}/apis/{api}' },
    input: z.strictObject({ space: portalSlug, api: apiName }),
    output: publicApiSchema,
    run: async ({ space, api }, context) => {
      const { portal } = await visitAsReader(deps, space, context);
      const { spaceId, slug } = portal;
      const published = await deps.db.readInSpace(spaceId, (tx) => findPublished(tx, spaceId, api));
      if (published === null) throw noSuchApi();
      const { publicApi } = await import('../../portal/public-api.ts');
      return publicApi(published, deps.addressesOf(slug));
    },
  });
