import { z } from 'zod';
import { hubOperation } from '../../../platform/invoke/context.ts';
import type { GatewayDeps } from '../../deps.ts';
import { consumersChanged } from '../../traffic/consumers/changed.ts';
import {
  consumerId,
  consumerName,
  consumerSchema,
  metadataSchema,
  scopesSchema,
  titleSchema,
} from '../../traffic/consumers/shape.ts';
import { changeConsumer, isNameTaken, requireConsumer } from '../../traffic/consumers/store.ts';
import { nameTaken } from './create.ts';

export const updateConsumer = ({ hints }: Pick<GatewayDeps, 'hints'>) =>
  hubOperation({
    name: 'consumers.update',
    summary: 'Change a consumer',
    description:
      'What is left out stays. One that is not active any more is let in nowhere within a second, and a scope that is ' +
      'taken from it is taken from all that it shows.',
    access: 'consumers.write',
    http: { method: 'PATCH', path: '/api/consumers/{consumerId}' },
    hints: { idempotent: true },
    input: z.strictObject({
      consumerId,
      name: consumerName.optional(),
      title: titleSchema.optional(),
      active: z.boolean().optional(),
      metadata: metadataSchema.optional(),
      scopes: scopesSchema.optional(),
    }),
    output: consumerSchema,
    run: async (change, context) => {
      const { tx, spaceId } = context;
      const before = await requireConsumer(tx, spaceId, change.consumerId);
      if (change.name !== undefined) {
        const taken = await isNameTaken(tx, spaceId, { name: change.name, by: before.id });
        if (taken) throw nameTaken(change.name);
      }
      await changeConsumer(tx, spaceId, change);
      await consumersChanged(tx, spaceId, hints);
      const after = await requireConsumer(tx, spaceId, before.id);
      const { name, active, scopes } = after;
      await context.publish({ type: 'consumer.changed', subject: after.id, data: { name, active, scopes } });
      context.audit(after.id, { name, active, scopes, ...(before.name !== name && { before: before.name }) });
      return after;
    },
  });
