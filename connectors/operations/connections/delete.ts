import { z } from 'zod';
import { hubOperation } from '../../../platform/invoke/context.ts';
import type { ConnectionDeps } from '../../auth/deps.ts';
import { deleteConnection } from '../../auth/revoke.ts';
import { connectionId, nothing } from '../../auth/shape.ts';

export const removeConnection = (deps: ConnectionDeps) =>
  hubOperation({
    name: 'connections.delete',
    summary: 'Delete a connection with its credentials',
    description: 'Where the provider has an address for that, its tokens are revoked there too.',
    access: 'connections.write',
    transaction: 'none',
    http: { method: 'DELETE', path: '/api/connections/{connectionId}' },
    hints: { destructive: true },
    input: z.strictObject({ connectionId }),
    output: nothing,
    run: async (input, context) => {
      const { row, atProvider } = await deleteConnection(deps, { spaceId: context.spaceId, ...input });
      context.audit(row.id, { connector: row.connector, name: row.name, atProvider });
      return {};
    },
  });
