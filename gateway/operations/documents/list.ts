import { z } from 'zod';
import { listInput, page } from '../../../core/list.ts';
import { hubOperation } from '../../../platform/invoke/context.ts';
import { documentNameSchema, headSchema } from '../../traffic/saved/shape.ts';
import { documentSorts, listDocuments, type DocumentKind } from '../../traffic/saved/store.ts';

const flag = z.enum(['true', 'false']).transform((text) => text === 'true');

export const listPipelines = () =>
  hubOperation({
    name: 'pipelines.list',
    summary: 'The pipelines of the gateway',
    access: 'traffic.read',
    http: { method: 'GET', path: '/api/pipelines' },
    input: listInput(documentSorts, {
      enabled: flag.optional(),
      published: flag.optional().describe('In the portal.'),
      service: documentNameSchema.optional().describe('Only those that send to this service.'),
    }),
    output: page(headSchema),
    run: (list, { tx, spaceId }) =>
      listDocuments(tx, spaceId, { ...list, kind: 'pipeline' satisfies DocumentKind }),
  });

export const listServices = () =>
  hubOperation({
    name: 'services.list',
    summary: 'The services that pipelines send to',
    access: 'traffic.read',
    http: { method: 'GET', path: '/api/services' },
    input: listInput(documentSorts, {}),
    output: page(headSchema),
    run: (list, { tx, spaceId }) =>
      listDocuments(tx, spaceId, { ...list, kind: 'service' satisfies DocumentKind }),
  });
