import { z } from 'zod';
import { hubOperation } from '../../../platform/invoke/context.ts';
import type { GatewayDeps } from '../../deps.ts';
import { nothing } from '../../shapes.ts';
import { consumersChanged } from '../../traffic/consumers/changed.ts';
import { consumerId } from '../../traffic/consumers/shape.ts';
import { deleteConsumer, requireConsumer } from '../../traffic/consumers/store.ts';

export const removeConsumer = ({ hints }: Pick<GatewayDeps, 'hints'>) =>
  hubOperation({
    name: 'consumers.delete',
    summary: 'Delete a consumer',
    description: 'With all that it shows: it is let in nowhere within a second.',
    access: 'consumers.write',
    http: { method: 'DELETE', path: '/api/consumers/{consumerId}' },
    hints: { destructive: true },
    input: z.strictObject({ consumerId }),
    output: nothing,
    run: async (input, context) => {
      const { tx, spaceId } = context;
      const { id, name, credentials } = await requireConsumer(tx, spaceId, input.consumerId);
      await deleteConsumer(tx, spaceId, id);
      await consumersChanged(tx, spaceId, hints);
      await context.publish({ type: 'consumer.deleted', subject: id, data: { name } });
      context.audit(id, { name, credentials });
      return {};
    },
  });
