import { z } from 'zod';
import { listInput, page } from '../../../core/list.ts';
import { hubOperation } from '../../../platform/invoke/context.ts';
import { addressOf } from '../../hooks/address.ts';
import type { HookDeps } from '../../hooks/deps.ts';
import { endpointSchema, shownEndpoint } from '../../hooks/shape.ts';
import { endpointSorts, endpointStates, listEndpoints } from '../../hooks/store-endpoints.ts';
import { connectorNameSchema } from '../../shapes.ts';

export const listHooks = ({ publicUrl }: Pick<HookDeps, 'publicUrl'>) =>
  hubOperation({
    name: 'hooks.list',
    summary: 'The webhook endpoints of this space',
    access: 'connectors.read',
    http: { method: 'GET', path: '/api/hooks' },
    input: listInput(endpointSorts, {
      connector: connectorNameSchema.optional(),
      state: z.enum(endpointStates).optional(),
    }),
    output: page(endpointSchema),
    run: async (list, context) => {
      const { items, next } = await listEndpoints(context.tx, context.spaceId, list);
      return { items: items.map((row) => shownEndpoint(row, addressOf(context, publicUrl))), next };
    },
  });
