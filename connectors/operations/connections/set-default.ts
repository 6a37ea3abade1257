import { z } from 'zod';
import { HubError } from '../../../core/errors.ts';
import { hubOperation } from '../../../platform/invoke/context.ts';
import { requireConnection } from '../../auth/load.ts';
import { connectionId, connectionSchema, shownConnection } from '../../auth/shape.ts';
import { setDefaultConnection } from '../../auth/store.ts';

export const makeConnectionDefault = () =>
  hubOperation({
    name: 'connections.setDefault',
    summary: 'Use this connection where a call names none',
    access: 'connections.write',
    http: { method: 'POST', path: '/api/connections/{connectionId}/default' },
    hints: { idempotent: true },
    input: z.strictObject({ connectionId }),
    output: connectionSchema,
    run: async (input, context) => {
      const { tx, spaceId } = context;
      const { connector, name, userId } = await requireConnection(tx, { spaceId, ...input });
      if (userId !== null)
        throw new HubError(
          'input_invalid',
          `The connection "${name}" belongs to a person: calls of others must not use it by default.`,
        );
      await setDefaultConnection(tx, spaceId, { connector, connectionId: input.connectionId });
      const data = { connectionId: input.connectionId, connector, name };
      await context.publish({ type: 'connection.changed', subject: input.connectionId, data });
      context.audit(input.connectionId, { connector });
      return shownConnection(await requireConnection(tx, { spaceId, ...input }));
    },
  });
