import { z } from 'zod';
import { listInput, page } from '../../../core/list.ts';
import { hubOperation } from '../../../platform/invoke/context.ts';
import { connectionSchema, connectorName, shownConnection } from '../../auth/shape.ts';
import { connectionSorts, connectionStates, listConnections } from '../../auth/store.ts';

export const listSpaceConnections = () =>
  hubOperation({
    name: 'connections.list',
    summary: 'The connections of this space',
    access: 'connections.read',
    http: { method: 'GET', path: '/api/connections' },
    input: listInput(connectionSorts, {
      connector: connectorName.optional(),
      state: z.enum(connectionStates).optional(),
    }),
    output: page(connectionSchema),
    run: async (list, { tx, spaceId }) => {
      const { items, next } = await listConnections(tx, spaceId, list);
      return { items: items.map(shownConnection), next };
    },
  });
