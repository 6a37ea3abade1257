import { z } from 'zod';
import { HubError } from '../../../core/errors.ts';
import { listInput, page } from '../../../core/list.ts';
import { hubOperation } from '../../../platform/invoke/context.ts';
import { connectorNameSchema, operationSummarySchema, versionNumberSchema } from '../../shapes.ts';
import { requireConnector } from '../../store-connectors.ts';
import { listOperations, operationSorts } from '../../store-versions.ts';

export const listConnectorOperations = () =>
  hubOperation({
    name: 'connectors.listOperations',
    summary: 'The operations of a connector',
    access: 'connectors.read',
    http: { method: 'GET', path: '/api/connectors/{name}/operations' },
    input: listInput(
      operationSorts,
      {
        name: connectorNameSchema,
        version: versionNumberSchema.optional().describe('The one in use, when left out.'),
        tag: z.string().max(200).optional(),
        method: z
          .string()
          .regex(/^[A-Z]{1,20}$/, 'is a method in capitals')
          .optional(),
      },
      'name',
    ),
    output: page(operationSummarySchema),
    run: async (list, { tx, spaceId }) => {
      const version = list.version ?? (await requireConnector(tx, spaceId, list.name)).version;
      if (version === null)
        throw new HubError('not_found', `The connector "${list.name}" has no version in use.`);
      return listOperations(tx, spaceId, { ...list, version });
    },
  });
