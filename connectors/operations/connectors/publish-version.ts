import { z } from 'zod';
import { HubError } from '../../../core/errors.ts';
import { hubOperation } from '../../../platform/invoke/context.ts';
import { connectorsChanged, type ConnectorDeps } from '../../deps.ts';
import { connectorNameSchema, connectorSchema, versionNumberSchema } from '../../shapes.ts';
import { makeCurrent, requireConnector } from '../../store-connectors.ts';
import { findVersion, publishVersion, readFrame } from '../../store-versions.ts';

export const publishConnectorVersion = (deps: Pick<ConnectorDeps, 'hints'>) =>
  hubOperation({
    name: 'connectors.publishVersion',
    summary: 'Put a version of a connector into use',
    description: 'A draft, or one that was in use before: a step back is made the same way.',
    access: 'connectors.write',
    http: { method: 'POST', path: '/api/connectors/{name}/versions/{version}/publish' },
    hints: { idempotent: true },
    input: z.strictObject({ name: connectorNameSchema, version: versionNumberSchema }),
    output: connectorSchema,
    run: async ({ name, version }, context) => {
      const { tx, spaceId } = context;
      const found = await findVersion(tx, spaceId, { name, version });
      if (found === undefined)
        throw new HubError('not_found', `The connector "${name}" has no version ${version}.`);
      if (!(await publishVersion(tx, spaceId, { name, version })))
        throw new HubError(
          'conflict',
          `Version ${version} of "${name}" was discarded. Import the document again.`,
        );
      const { frame } = await readFrame(tx, spaceId, { name, version });
      const { title } = frame;
      await makeCurrent(tx, spaceId, {
        name,
        version,
        title,
        description: frame.description.slice(0, 2_000),
      });
      tx.afterCommit(() => {
        deps.hints.broadcast(connectorsChanged);
      });
      await context.publish({ type: 'connector.published', subject: name, data: { name, version } });
      context.audit(name, { version });
      return requireConnector(tx, spaceId, name);
    },
  });
