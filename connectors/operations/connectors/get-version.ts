import { z } from 'zod';
import { HubError } from '../../../core/errors.ts';
import { toolsetUseSchema } from '../../../core/toolset-uses.ts';
import { hubOperation } from '../../../platform/invoke/context.ts';
import type { ConnectorDeps } from '../../deps.ts';
import {
  changeSchema,
  connectorNameSchema,
  skippedSchema,
  versionNumberSchema,
  versionSchema,
} from '../../shapes.ts';
import { findVersion, readFrame } from '../../store-versions.ts';

export const getConnectorVersion = ({ uses }: Pick<ConnectorDeps, 'uses'>) =>
  hubOperation({
    name: 'connectors.getVersion',
    summary: 'One version of a connector, with what it changes',
    access: 'connectors.read',
    http: { method: 'GET', path: '/api/connectors/{name}/versions/{version}' },
    input: z.strictObject({ name: connectorNameSchema, version: versionNumberSchema }),
    output: z.strictObject({
      version: versionSchema,
      changes: z.array(
        changeSchema.extend({
          flows: z.array(z.string()).describe('Flows in use that call it.'),
          toolsets: z.array(toolsetUseSchema).describe('Toolsets that offer it.'),
        }),
      ),
      skipped: z.array(skippedSchema),
      notes: z.array(z.string()),
    }),
    run: async ({ name, version }, { tx, spaceId }) => {
      const found = await findVersion(tx, spaceId, { name, version });
      if (found === undefined)
        throw new HubError('not_found', `The connector "${name}" has no version ${version}.`);
      const { frame, changes } = await readFrame(tx, spaceId, { name, version });
      const nameOf = ({ operation }: { readonly operation: string }): string => `${name}.${operation}`;
      const names = (changes ?? []).map(nameOf);
      const calling = await uses.flowsUsing(tx, spaceId, names);
      const offering = await uses.toolsetsUsing(tx, spaceId, names);
      return {
        version: found,
        changes: (changes ?? []).map((change) => ({
          ...change,
          what: [...change.what],
          flows: [...(calling.get(nameOf(change)) ?? [])],
          toolsets: offering.get(nameOf(change)) ?? [],
        })),
        skipped: frame.skipped.map((each) => ({ ...each })),
        notes: [...frame.notes],
      };
    },
  });
