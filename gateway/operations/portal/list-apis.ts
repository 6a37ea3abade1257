import { z } from 'zod';
import { listInput, page } from '../../../core/list.ts';
import { hubOperation } from '../../../platform/invoke/context.ts';
import { listPublished, publishedSorts } from '../../portal/store-published.ts';
import { portalSlug, visitAsReader, type PortalDeps } from '../../portal/visit.ts';

export const listPortalApis = (deps: PortalDeps) =>
  hubOperation({
    name: 'portal.listApis',
    summary: 'What is published in a portal',
    access: 'anyone',
    transaction: 'none',
    http: { method: 'GET', path: '/api/portal/{space}/apis' },
    input: listInput(publishedSorts, { space: portalSlug }, 'title'),
    output: page(z.strictObject({ name: z.string(), title: z.string(), about: z.string() })),
    run: async ({ space, ...list }, context) => {
      const { portal } = await visitAsReader(deps, space, context);
      return deps.db.readInSpace(portal.spaceId, (tx) => listPublished(tx, portal.spaceId, list));
    },
  });
