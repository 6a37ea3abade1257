import { z } from 'zod';
import { hubOperation } from '../../../platform/invoke/context.ts';
import type { DocumentOfApi } from '../../portal/document/open-documents.ts';
import { limitVisits } from '../../portal/limits.ts';
import { portalSlug, visitAsReader, type PortalDeps } from '../../portal/visit.ts';
import { apiName } from './get-api.ts';

export const getPortalDocument = (deps: PortalDeps) => {
  let documents: Promise<DocumentOfApi> | undefined;
  const load = (): Promise<DocumentOfApi> =>
    (documents ??= import('../../portal/document/open-documents.ts').then(({ openDocuments }) =>
      openDocuments(deps),
    ));
  return hubOperation({
    name: 'portal.getDocument',
    summary: 'The OpenAPI document of an API, as its callers see it',
    description: 'With the addresses of the gateway, and only what it lets in.',
    access: 'anyone',
    transaction: 'none',
    http: { method: 'GET', path: '/api/portal/{space}/apis/{api}/document' },
    input: z.strictObject({ space: portalSlug, api: apiName }),
    output: z.record(z.string(), z.unknown()),
    run: async ({ space, api }, context) => {
      const { portal, exchange } = await visitAsReader(deps, space, context);
      await limitVisits(deps, portal, { what: 'document', who: exchange.ip });
      return (await load())(portal, api);
    },
  });
};
