import { z } from 'zod';
import { HubError } from '../../../core/errors.ts';
import { hubOperation } from '../../../platform/invoke/context.ts';
import { connectorNameSchema, versionNumberSchema } from '../../shapes.ts';
import { discardVersion, findVersion } from '../../store-versions.ts';

export const discardConnectorVersion = () =>
  hubOperation({
    name: 'connectors.discardVersion',
    summary: 'Discard a draft of a connector',
    access: 'connectors.write',
    http: { method: 'DELETE', path: '/api/connectors/{name}/versions/{version}' },
    hints: { destructive: true, idempotent: true },
    input: z.strictObject({ name: connectorNameSchema, version: versionNumberSchema }),
    output: z.strictObject({}),
    run: async ({ name, version }, context) => {
      const { tx, spaceId } = context;
      const found = await findVersion(tx, spaceId, { name, version });
      if (found === undefined)
        throw new HubError('not_found', `The connector "${name}" has no version ${version}.`);
      if (!(await discardVersion(tx, spaceId, { name, version })))
        throw new HubError(
          'conflict',
          `Version ${version} of "${name}" is ${found.state}; only a draft can be discarded.`,
        );
      await context.publish({ type: 'connector.version-discarded', subject: name, data: { name, version } });
      context.audit(name, { version });
      return {};
    },
  });
