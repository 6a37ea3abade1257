import { z } from 'zod';
import { callerId } from '../../../core/caller.ts';
import { HubError } from '../../../core/errors.ts';
import { newId } from '../../../platform/ids.ts';
import { hubOperation } from '../../../platform/invoke/context.ts';
import type { GatewayDeps } from '../../deps.ts';
import { consumersChanged } from '../../traffic/consumers/changed.ts';
import {
  consumerName,
  consumerSchema,
  metadataSchema,
  scopesSchema,
  titleSchema,
} from '../../traffic/consumers/shape.ts';
import { addConsumer, countConsumers, requireConsumer } from '../../traffic/consumers/store.ts';

const mostConsumers = 10_000;

export const createConsumer = ({ hints }: Pick<GatewayDeps, 'hints'>) =>
  hubOperation({
    name: 'consumers.create',
    summary: 'Add an application that may call the gateway',
    description: 'What it shows to be let in is added afterwards: see `consumers.addCredential`.',
    access: 'consumers.write',
    http: { method: 'POST', path: '/api/consumers', status: 201 },
    input: z.strictObject({
      name: consumerName,
      title: titleSchema.default(''),
      active: z.boolean().default(true),
      metadata: metadataSchema.default({}),
      scopes: scopesSchema.default([]).describe('What it may have at most, whatever it shows.'),
    }),
    output: consumerSchema,
    run: async ({ name, title, active, metadata, scopes }, context) => {
      const { tx, spaceId } = context;
      if ((await countConsumers(tx, spaceId)) >= mostConsumers)
        throw new HubError('conflict', `A space has ${mostConsumers} consumers at most.`);
      const consumerId = newId('con');
      const createdBy = callerId(context.caller);
      const made = { ...{ consumerId, name, title, active, metadata, scopes }, createdBy };
      if (!(await addConsumer(tx, spaceId, made))) throw nameTaken(name);
      await consumersChanged(tx, spaceId, hints);
      await context.publish({ type: 'consumer.created', subject: consumerId, data: { name, scopes } });
      context.audit(consumerId, { name, scopes });
      return requireConsumer(tx, spaceId, consumerId);
    },
  });

export const nameTaken = (name: string): HubError =>
  new HubError('already_exists', `There is a consumer "${name}" already.`, {
    problems: [{ path: 'name', message: 'is the name of another consumer' }],
  });
