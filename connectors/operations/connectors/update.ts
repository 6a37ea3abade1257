import { z } from 'zod';
import { HubError } from '../../../core/errors.ts';
import { hubOperation } from '../../../platform/invoke/context.ts';
import { connectorsChanged, type ConnectorDeps } from '../../deps.ts';
import { settingsSchema } from '../../settings.ts';
import { connectorNameSchema } from '../../shapes.ts';
import { writeSettings } from '../../store-connectors.ts';

export const updateConnector = (deps: Pick<ConnectorDeps, 'hints'>) =>
  hubOperation({
    name: 'connectors.update',
    summary: 'Change the settings of a connector',
    access: 'connectors.write',
    http: { method: 'PUT', path: '/api/connectors/{name}/settings' },
    hints: { idempotent: true },
    input: z.strictObject({ name: connectorNameSchema, settings: settingsSchema }),
    output: z.strictObject({ settings: settingsSchema }),
    run: async ({ name, settings }, context) => {
      const { tx, spaceId } = context;
      if (!(await writeSettings(tx, spaceId, { name, settings })))
        throw new HubError('not_found', `There is no connector "${name}" in this space.`);
      tx.afterCommit(() => {
        deps.hints.broadcast(connectorsChanged);
      });
      await context.publish({ type: 'connector.updated', subject: name, data: { name } });
      context.audit(name, { settings: Object.keys(settings) });
      return { settings };
    },
  });
