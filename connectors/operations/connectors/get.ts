import { z } from 'zod';
import { toolsetUseSchema } from '../../../core/toolset-uses.ts';
import { hubOperation } from '../../../platform/invoke/context.ts';
import type { ConnectorDeps } from '../../deps.ts';
import { secretSources } from '../../hooks/providers.ts';
import { webhookByCode } from '../../hooks/settle-for.ts';
import { authOf } from '../../import-result.ts';
import { settingsSchema } from '../../settings.ts';
import { connectorNameSchema, connectorSchema, schemeSummarySchema, skippedSchema } from '../../shapes.ts';
import { readSettings, requireConnector } from '../../store-connectors.ts';
import { listTags, readFrame } from '../../store-versions.ts';

const serverSchema = z.strictObject({
  url: z.string(),
  description: z.string(),
  variables: z.array(
    z.strictObject({
      name: z.string(),
      fallback: z.string(),
      choices: z.array(z.string()),
      description: z.string(),
    }),
  ),
});

export const getSpaceConnector = ({ uses }: Pick<ConnectorDeps, 'uses'>) =>
  hubOperation({
    name: 'connectors.get',
    summary: 'One connector, with what its current version offers',
    access: 'connectors.read',
    http: { method: 'GET', path: '/api/connectors/{name}' },
    input: z.strictObject({ name: connectorNameSchema }),
    output: z.strictObject({
      connector: connectorSchema,
      settings: settingsSchema,
      servers: z.array(serverSchema),
      auth: z.array(schemeSummarySchema),
      tags: z.array(z.strictObject({ tag: z.string(), operations: z.number().int() })),
      webhook: z
        .strictObject({ secretFrom: z.enum(secretSources) })
        .nullable()
        .describe('There when its code says how webhooks of the provider are checked.'),
      events: z.array(z.strictObject({ name: z.string(), summary: z.string(), origin: z.string() })),
      skipped: z.array(skippedSchema),
      notes: z.array(z.string()),
      flows: z.array(z.string()).describe('Flows in use that call any of its operations.'),
      toolsets: z.array(toolsetUseSchema).describe('Toolsets that offer any of them.'),
    }),
    run: async ({ name }, { tx, spaceId }) => {
      const connector = await requireConnector(tx, spaceId, name);
      const settings = await readSettings(tx, spaceId, name);
      const flows = await uses.flowsUsingConnector(tx, spaceId, name);
      const toolsets = await uses.toolsetsUsingConnector(tx, spaceId, name);
      if (connector.version === null)
        return {
          ...{ connector, settings, servers: [], auth: [], tags: [], events: [], skipped: [], notes: [] },
          ...{ webhook: null, flows, toolsets },
        };
      const place = { name, version: connector.version };
      const { frame } = await readFrame(tx, spaceId, place);
      return {
        connector,
        settings,
        servers: frame.servers.map(({ url, description, variables }) => ({
          url,
          description: description ?? '',
          variables: Object.entries(variables).map(([variable, given]) => ({
            name: variable,
            fallback: given.fallback,
            choices: [...(given.choices ?? [])],
            description: given.description ?? '',
          })),
        })),
        auth: authOf(frame),
        tags: await listTags(tx, spaceId, place),
        events: frame.events.map(({ name: event, summary, origin }) => ({ name: event, summary, origin })),
        skipped: frame.skipped.map((each) => ({ ...each })),
        notes: [...frame.notes],
        ...{ webhook: webhookByCode(frame), flows, toolsets },
      };
    },
  });
