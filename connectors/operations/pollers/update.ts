import { z } from 'zod';
import { hubOperation } from '../../../platform/invoke/context.ts';
import { connectionId } from '../../auth/shape.ts';
import type { HookDeps } from '../../hooks/deps.ts';
import { pollersTopic } from '../../hooks/poll/clock.ts';
import { requireOperation } from '../../hooks/poll/require-operation.ts';
import { scheduleSchema } from '../../hooks/poll/schedule.ts';
import { pollerId, pollerInputSchema, pollerSchema, shownPoller } from '../../hooks/poll/shape.ts';
import { changePoller, holdPoller, pollerStates, requirePoller } from '../../hooks/poll/store-pollers.ts';
import { trackingSchema, type Tracking } from '../../hooks/poll/tracking.ts';
import { requireOwner } from '../../hooks/settle-entry.ts';
import { nameInput } from '../../hooks/shape.ts';
import { operationNameSchema } from '../../shapes.ts';

export const updatePoller = ({ hints }: Pick<HookDeps, 'hints'>) =>
  hubOperation({
    name: 'pollers.update',
    summary: 'Change a poller, let it rest, or let it begin anew',
    description:
      'What is left out stays. Another operation, connection or way of tracking begins anew: the next run finds where.',
    access: 'connectors.write',
    http: { method: 'PATCH', path: '/api/pollers/{pollerId}' },
    input: z.strictObject({
      pollerId,
      operation: operationNameSchema.optional(),
      connectionId: connectionId.nullable().optional(),
      name: nameInput.optional(),
      input: pollerInputSchema.optional(),
      schedule: scheduleSchema.optional(),
      tracking: trackingSchema.optional(),
      state: z.enum(pollerStates).optional(),
      startAnew: z.literal(true).optional(),
    }),
    output: pollerSchema,
    run: async (input, context) => {
      const { tx, spaceId } = context;
      const row = await holdPoller(tx, spaceId, input.pollerId);
      const next = {
        operation: input.operation ?? row.operation,
        connectionId: input.connectionId === undefined ? row.connectionId : input.connectionId,
        name: input.name ?? row.name,
        input: input.input ?? row.input,
        schedule: input.schedule ?? row.schedule,
        tracking: input.tracking ?? row.tracking,
        state: input.state ?? row.state,
      };
      await requireOwner(tx, spaceId, { connector: row.connector, connectionId: next.connectionId });
      if (input.operation !== undefined)
        await requireOperation(tx, spaceId, { connector: row.connector, operation: next.operation });
      const startsAnew =
        input.startAnew === true ||
        next.operation !== row.operation ||
        next.connectionId !== row.connectionId ||
        placesOf(next.tracking) !== placesOf(row.tracking);
      await changePoller(tx, spaceId, { pollerId: row.pollerId, ...next, startsAnew });
      tx.afterCommit(() => hints.broadcast(pollersTopic));
      const fields = Object.keys(input).filter((field) => field !== 'pollerId');
      context.audit(row.pollerId, { fields, startsAnew });
      const data = { pollerId: row.pollerId, connector: row.connector, name: next.name };
      await context.publish({ type: 'poller.changed', subject: row.pollerId, data });
      return shownPoller(await requirePoller(tx, spaceId, row.pollerId));
    },
  });

/** What a cursor means hangs on these; the others may change under it. */
const placesOf = (tracking: Tracking): string =>
  JSON.stringify([
    tracking.by,
    tracking.by === 'highest' ? tracking.value : null,
    tracking.id,
    tracking.items,
  ]);
