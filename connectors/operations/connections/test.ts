import { z } from 'zod';
import { hubOperation } from '../../../platform/invoke/context.ts';
import type { ConnectionDeps } from '../../auth/deps.ts';
import { connectionId } from '../../auth/shape.ts';
import { tryConnection } from '../../auth/try.ts';

export const testConnection = (deps: ConnectionDeps) =>
  hubOperation({
    name: 'connections.test',
    summary: 'Try whether a connection works',
    description: 'By the test operation of its connector, else by asking the provider whose token it is.',
    access: 'connections.write',
    transaction: 'none',
    http: { method: 'POST', path: '/api/connections/{connectionId}/test' },
    hints: { idempotent: true },
    input: z.strictObject({ connectionId }),
    output: z.strictObject({
      ok: z.boolean(),
      status: z.number().int().nullable().describe('What the other side answered.'),
      message: z.string(),
      account: z.string().nullable(),
    }),
    run: async (input, context) => {
      const tried = await tryConnection(deps, { spaceId: context.spaceId, ...input }, context.signal);
      context.audit(input.connectionId, { ok: tried.ok });
      return tried;
    },
  });
