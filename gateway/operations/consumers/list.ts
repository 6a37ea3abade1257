import { z } from 'zod';
import { listInput, page } from '../../../core/list.ts';
import { hubOperation } from '../../../platform/invoke/context.ts';
import { consumerSchema, scopeSchema } from '../../traffic/consumers/shape.ts';
import { consumerSorts, listConsumers } from '../../traffic/consumers/store.ts';

export const listSpaceConsumers = () =>
  hubOperation({
    name: 'consumers.list',
    summary: 'The applications that may call the gateway of this space',
    access: 'consumers.read',
    http: { method: 'GET', path: '/api/consumers' },
    input: listInput(
      consumerSorts,
      {
        active: z.stringbool().optional(),
        scope: scopeSchema.optional().describe('Only those who may have it.'),
      },
      'name',
    ),
    output: page(consumerSchema),
    run: async (list, { tx, spaceId }) => listConsumers(tx, spaceId, list),
  });
