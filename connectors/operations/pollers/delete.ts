import { z } from 'zod';
import { hubOperation } from '../../../platform/invoke/context.ts';
import { pollerId } from '../../hooks/poll/shape.ts';
import { removePoller, requirePoller } from '../../hooks/poll/store-pollers.ts';

export const deletePoller = () =>
  hubOperation({
    name: 'pollers.delete',
    summary: 'Delete a poller',
    access: 'connectors.write',
    http: { method: 'DELETE', path: '/api/pollers/{pollerId}' },
    hints: { destructive: true },
    input: z.strictObject({ pollerId }),
    output: z.strictObject({}),
    run: async (input, context) => {
      const { tx, spaceId } = context;
      const { connector, name } = await requirePoller(tx, spaceId, input.pollerId);
      await removePoller(tx, spaceId, input.pollerId);
      context.audit(input.pollerId, { connector, name });
      const data = { pollerId: input.pollerId, connector, name };
      await context.publish({ type: 'poller.deleted', subject: input.pollerId, data });
      return {};
    },
  });
