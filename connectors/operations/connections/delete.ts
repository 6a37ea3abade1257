import { z } from 'zod';
import { toolsetUseSchema } from '../../../core/toolset-uses.ts';
import { hubOperation } from '../../../platform/invoke/context.ts';
import type { ConnectionDeps } from '../../auth/deps.ts';
import { deleteConnection } from '../../auth/revoke.ts';
import { connectionId, usedAs } from '../../auth/shape.ts';

export const removeConnection = (deps: ConnectionDeps) =>
  hubOperation({
    name: 'connections.delete',
    summary: 'Delete a connection with its credentials',
    description:
      'Where the provider has an address for that, its tokens are revoked there too. The answer says which toolsets used it.',
    access: 'connections.write',
    transaction: 'none',
    http: { method: 'DELETE', path: '/api/connections/{connectionId}' },
    hints: { destructive: true },
    input: z.strictObject({ connectionId }),
    output: z.strictObject({ toolsets: z.array(toolsetUseSchema) }),
    run: async (input, context) => {
      const { row, atProvider } = await deleteConnection(deps, { spaceId: context.spaceId, ...input });
      const toolsets = await deps.db.readInSpace(context.spaceId, (tx) =>
        deps.uses.toolsetsUsingConnection(tx, context.spaceId, usedAs(row)),
      );
      const { connector, name } = row;
      context.audit(row.id, { connector, name, atProvider, toolsets: toolsets.map((one) => one.name) });
      return { toolsets };
    },
  });
