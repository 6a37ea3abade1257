import { z } from 'zod';
import { callerId } from '../../../core/caller.ts';
import { newId } from '../../../platform/ids.ts';
import { hubOperation } from '../../../platform/invoke/context.ts';
import { connectionId } from '../../auth/shape.ts';
import type { HookDeps } from '../../hooks/deps.ts';
import { pollersTopic } from '../../hooks/poll/clock.ts';
import { requireOperation } from '../../hooks/poll/require-operation.ts';
import { scheduleSchema } from '../../hooks/poll/schedule.ts';
import { pollerInputSchema, pollerSchema, shownPoller } from '../../hooks/poll/shape.ts';
import { addPoller, requirePoller } from '../../hooks/poll/store-pollers.ts';
import { trackingSchema } from '../../hooks/poll/tracking.ts';
import { requireOwner } from '../../hooks/settle-entry.ts';
import { nameInput } from '../../hooks/shape.ts';
import { connectorNameSchema, operationNameSchema } from '../../shapes.ts';

export const createPoller = ({ hints }: Pick<HookDeps, 'hints'>) =>
  hubOperation({
    name: 'pollers.create',
    summary: 'Ask an operation again and again for what is new',
    description:
      'For APIs that send no webhooks. The first run finds where the poller begins; each item that comes later becomes an event `<connector>.<event>`.',
    access: 'connectors.write',
    http: { method: 'POST', path: '/api/pollers', status: 201 },
    input: z.strictObject({
      connector: connectorNameSchema,
      operation: operationNameSchema,
      connectionId: connectionId.optional(),
      name: nameInput,
      input: pollerInputSchema.default({}),
      schedule: scheduleSchema,
      tracking: trackingSchema,
    }),
    output: pollerSchema,
    run: async (input, context) => {
      const { tx, spaceId, caller } = context;
      const { connector, operation, name } = input;
      const owner = { connector, connectionId: input.connectionId ?? null };
      await requireOwner(tx, spaceId, owner);
      await requireOperation(tx, spaceId, { connector, operation });
      const id = newId('pol');
      await addPoller(tx, spaceId, {
        ...{ pollerId: id, ...owner, operation, name, state: 'active', createdBy: callerId(caller) },
        ...{ input: input.input, schedule: input.schedule, tracking: input.tracking },
      });
      tx.afterCommit(() => hints.broadcast(pollersTopic));
      context.audit(id, { connector, operation, name });
      const data = { pollerId: id, connector, operation, name };
      await context.publish({ type: 'poller.created', subject: id, data });
      return shownPoller(await requirePoller(tx, spaceId, id));
    },
  });
