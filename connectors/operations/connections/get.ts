import { z } from 'zod';
import { toolsetUseSchema } from '../../../core/toolset-uses.ts';
import { hubOperation } from '../../../platform/invoke/context.ts';
import type { ConnectionDeps } from '../../auth/deps.ts';
import { requireConnection } from '../../auth/load.ts';
import { connectionId, connectionSchema, namedAs, shownConnection, usedAs } from '../../auth/shape.ts';

export const getSpaceConnection = ({ uses }: Pick<ConnectionDeps, 'uses'>) =>
  hubOperation({
    name: 'connections.get',
    summary: 'One connection of this space',
    access: 'connections.read',
    http: { method: 'GET', path: '/api/connections/{connectionId}' },
    input: z.strictObject({ connectionId }),
    output: connectionSchema.extend({
      toolsets: z.array(toolsetUseSchema).describe('Toolsets whose tools use it.'),
      namedBy: z
        .array(toolsetUseSchema)
        .describe('Those that name it by its name: under another one they would not find it.'),
    }),
    run: async (input, { tx, spaceId }) => {
      const row = await requireConnection(tx, { spaceId, ...input });
      const toolsets = await uses.toolsetsUsingConnection(tx, spaceId, usedAs(row));
      const namedBy = await uses.toolsetsUsingConnection(tx, spaceId, namedAs(row));
      return { ...shownConnection(row), toolsets, namedBy };
    },
  });
