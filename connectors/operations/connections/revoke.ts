import { z } from 'zod';
import { hubOperation } from '../../../platform/invoke/context.ts';
import type { ConnectionDeps } from '../../auth/deps.ts';
import { revokeConnection } from '../../auth/revoke.ts';
import { connectionId } from '../../auth/shape.ts';

export const revokeSpaceConnection = (deps: ConnectionDeps) =>
  hubOperation({
    name: 'connections.revoke',
    summary: 'Take a connection its access',
    description:
      'Tokens, keys and passwords are destroyed here, and revoked at the provider where it has an address for that. ' +
      'The connection stays and can be connected again.',
    access: 'connections.write',
    transaction: 'none',
    http: { method: 'POST', path: '/api/connections/{connectionId}/revoke' },
    hints: { destructive: true, idempotent: true },
    input: z.strictObject({ connectionId }),
    output: z.strictObject({
      atProvider: z.boolean().describe('The provider said that it has revoked the tokens.'),
    }),
    run: async (input, context) => {
      const { row, atProvider } = await revokeConnection(deps, { spaceId: context.spaceId, ...input });
      context.audit(row.id, { connector: row.connector, name: row.name, atProvider });
      return { atProvider };
    },
  });
