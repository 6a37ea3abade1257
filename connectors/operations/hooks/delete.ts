import { z } from 'zod';
import { hubOperation } from '../../../platform/invoke/context.ts';
import type { HookDeps } from '../../hooks/deps.ts';
import { hooksTopic } from '../../hooks/endpoints.ts';
import { endpointId } from '../../hooks/shape.ts';
import { removeEndpoint, requireEndpoint } from '../../hooks/store-endpoints.ts';

export const deleteHook = ({ hints }: Pick<HookDeps, 'hints'>) =>
  hubOperation({
    name: 'hooks.delete',
    summary: 'Delete a webhook endpoint',
    description: 'What is sent to it from now on is answered with 404.',
    access: 'connectors.write',
    http: { method: 'DELETE', path: '/api/hooks/{endpointId}' },
    hints: { destructive: true },
    input: z.strictObject({ endpointId }),
    output: z.strictObject({}),
    run: async (input, context) => {
      const { tx, spaceId } = context;
      const { connector, name } = await requireEndpoint(tx, spaceId, input.endpointId);
      await removeEndpoint(tx, spaceId, input.endpointId);
      tx.afterCommit(() => hints.broadcast(hooksTopic));
      context.audit(input.endpointId, { connector, name });
      const data = { endpointId: input.endpointId, connector, name };
      await context.publish({ type: 'hook.deleted', subject: input.endpointId, data });
      return {};
    },
  });
