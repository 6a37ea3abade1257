import { z } from 'zod';
import { hubOperation } from '../../../platform/invoke/context.ts';
import { consumerId, consumerSchema } from '../../traffic/consumers/shape.ts';
import { requireConsumer } from '../../traffic/consumers/store.ts';

export const getConsumer = () =>
  hubOperation({
    name: 'consumers.get',
    summary: 'One consumer',
    access: 'consumers.read',
    http: { method: 'GET', path: '/api/consumers/{consumerId}' },
    input: z.strictObject({ consumerId }),
    output: consumerSchema,
    run: async (input, { tx, spaceId }) => requireConsumer(tx, spaceId, input.consumerId),
  });
