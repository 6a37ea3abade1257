import { z } from 'zod';
import { hubOperation } from '../../../platform/invoke/context.ts';
import { addressOf } from '../../hooks/address.ts';
import type { HookDeps } from '../../hooks/deps.ts';
import { endpointId, endpointSchema, shownEndpoint } from '../../hooks/shape.ts';
import { requireEndpoint } from '../../hooks/store-endpoints.ts';

export const getHook = ({ publicUrl }: Pick<HookDeps, 'publicUrl'>) =>
  hubOperation({
    name: 'hooks.get',
    summary: 'One webhook endpoint of this space',
    access: 'connectors.read',
    http: { method: 'GET', path: '/api/hooks/{endpointId}' },
    input: z.strictObject({ endpointId }),
    output: endpointSchema,
    run: async (input, context) =>
      shownEndpoint(
        await requireEndpoint(context.tx, context.spaceId, input.endpointId),
        addressOf(context, publicUrl),
      ),
  });
