import { listInput, page } from '../../../core/list.ts';
import { hubOperation } from '../../../platform/invoke/context.ts';
import { portalSlug, visitAsConsumer, type PortalDeps } from '../../portal/visit.ts';
import { credentialSorts, listCredentials } from '../../traffic/consumers/store-credentials.ts';
import { ownKeySchema, shownKey } from './shapes.ts';

export const listPortalKeys = (deps: PortalDeps) =>
  hubOperation({
    name: 'portal.listKeys',
    summary: 'What the consumer that has signed in shows to be let in',
    access: 'anyone',
    transaction: 'none',
    http: { method: 'GET', path: '/api/portal/{space}/keys' },
    input: listInput(credentialSorts, { space: portalSlug }),
    output: page(ownKeySchema),
    run: async ({ space, ...list }, context) => {
      const { portal, visitor } = await visitAsConsumer(deps, space, context);
      const { spaceId } = portal;
      const { items, next } = await deps.db.readInSpace(spaceId, (tx) =>
        listCredentials(tx, spaceId, { ...list, consumerId: visitor.consumerId }),
      );
      return { items: items.map(shownKey), next };
    },
  });
