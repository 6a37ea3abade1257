import { z } from 'zod';
import { listInput, page } from '../../../core/list.ts';
import { hubOperation } from '../../../platform/invoke/context.ts';
import { keySchema } from '../../keys/shape.ts';
import { keySorts, keyStates, listKeys } from '../../keys/store.ts';

export const listSpaceKeys = () =>
  hubOperation({
    name: 'keys.list',
    summary: 'The API keys of this space',
    access: 'keys.read',
    http: { method: 'GET', path: '/api/keys' },
    input: listInput(keySorts, { state: z.enum(keyStates).optional() }),
    output: page(keySchema),
    run: async (list, { tx, spaceId }) => listKeys(tx, spaceId, list),
  });
