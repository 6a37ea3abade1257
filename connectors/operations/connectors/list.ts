import { z } from 'zod';
import { listInput, page } from '../../../core/list.ts';
import { hubOperation } from '../../../platform/invoke/context.ts';
import { connectorSchema } from '../../shapes.ts';
import { connectorSorts, listConnectors } from '../../store-connectors.ts';

export const listSpaceConnectors = () =>
  hubOperation({
    name: 'connectors.list',
    summary: 'The connectors of this space',
    access: 'connectors.read',
    http: { method: 'GET', path: '/api/connectors' },
    input: listInput(connectorSorts, { origin: z.enum(['openapi', 'typescript', 'mcp']).optional() }),
    output: page(connectorSchema),
    run: async (list, { tx, spaceId }) => listConnectors(tx, spaceId, list),
  });
