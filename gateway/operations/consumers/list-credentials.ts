import { z } from 'zod';
import { listInput, page } from '../../../core/list.ts';
import { hubOperation } from '../../../platform/invoke/context.ts';
import {
  consumerId,
  credentialKinds,
  credentialSchema,
  credentialStates,
} from '../../traffic/consumers/shape.ts';
import { credentialSorts, listCredentials } from '../../traffic/consumers/store-credentials.ts';
import { requireConsumer } from '../../traffic/consumers/store.ts';

export const listConsumerCredentials = () =>
  hubOperation({
    name: 'consumers.listCredentials',
    summary: 'What a consumer shows to be let in',
    access: 'consumers.read',
    http: { method: 'GET', path: '/api/consumers/{consumerId}/credentials' },
    input: listInput(credentialSorts, {
      consumerId,
      kind: z.enum(credentialKinds).optional(),
      state: z.enum(credentialStates).optional(),
    }),
    output: page(credentialSchema),
    run: async (list, { tx, spaceId }) => {
      await requireConsumer(tx, spaceId, list.consumerId);
      return listCredentials(tx, spaceId, list);
    },
  });
