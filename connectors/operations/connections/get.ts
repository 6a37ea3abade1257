import { z } from 'zod';
import { hubOperation } from '../../../platform/invoke/context.ts';
import { requireConnection } from '../../auth/load.ts';
import { connectionId, connectionSchema, shownConnection } from '../../auth/shape.ts';

export const getSpaceConnection = () =>
  hubOperation({
    name: 'connections.get',
    summary: 'One connection of this space',
    access: 'connections.read',
    http: { method: 'GET', path: '/api/connections/{connectionId}' },
    input: z.strictObject({ connectionId }),
    output: connectionSchema,
    run: async (input, { tx, spaceId }) =>
      shownConnection(await requireConnection(tx, { spaceId, ...input })),
  });
