import { z } from 'zod';
import { HubError } from '../../../core/errors.ts';
import { toolsetUseSchema } from '../../../core/toolset-uses.ts';
import { hubOperation } from '../../../platform/invoke/context.ts';
import { connectorsChanged, type ConnectorDeps } from '../../deps.ts';
import { connectorNameSchema } from '../../shapes.ts';
import { deleteConnector } from '../../store-connectors.ts';

export const removeConnector = (deps: Pick<ConnectorDeps, 'hints' | 'uses'>) =>
  hubOperation({
    name: 'connectors.delete',
    summary: 'Delete a connector with all its versions',
    description: 'The answer says what named its operations, and now names what is gone.',
    access: 'connectors.write',
    http: { method: 'DELETE', path: '/api/connectors/{name}' },
    hints: { destructive: true, idempotent: true },
    input: z.strictObject({ name: connectorNameSchema }),
    output: z.strictObject({ flows: z.array(z.string()), toolsets: z.array(toolsetUseSchema) }),
    run: async ({ name }, context) => {
      const { tx, spaceId } = context;
      if (!(await deleteConnector(tx, spaceId, name)))
        throw new HubError('not_found', `There is no connector "${name}" in this space.`);
      tx.afterCommit(() => {
        deps.hints.broadcast(connectorsChanged);
      });
      await context.publish({ type: 'connector.deleted', subject: name, data: { name } });
      const flows = await deps.uses.flowsUsingConnector(tx, spaceId, name);
      const toolsets = await deps.uses.toolsetsUsingConnector(tx, spaceId, name);
      context.audit(name, { flows, toolsets: toolsets.map((toolset) => toolset.name) });
      return { flows, toolsets };
    },
  });
