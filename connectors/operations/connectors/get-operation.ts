import { z } from 'zod';
import { HubError } from '../../../core/errors.ts';
import { toolsetUseSchema } from '../../../core/toolset-uses.ts';
import { hubOperation } from '../../../platform/invoke/context.ts';
import { closureOf } from '../../definitions.ts';
import type { ConnectorDeps } from '../../deps.ts';
import { connectorNameSchema, operationNameSchema, versionNumberSchema } from '../../shapes.ts';
import { requireConnector } from '../../store-connectors.ts';
import { findOperation, readFrame } from '../../store-versions.ts';

const schema = z.union([z.boolean(), z.record(z.string(), z.unknown())]);

export const getConnectorOperation = ({ uses }: Pick<ConnectorDeps, 'uses'>) =>
  hubOperation({
    name: 'connectors.getOperation',
    summary: 'One operation of a connector, with the schemas of its input and output',
    access: 'connectors.read',
    http: { method: 'GET', path: '/api/connectors/{name}/operations/{operation}' },
    input: z.strictObject({
      name: connectorNameSchema,
      operation: operationNameSchema,
      version: versionNumberSchema.optional().describe('The one in use, when left out.'),
    }),
    output: z.strictObject({
      name: z.string(),
      version: z.number().int(),
      method: z.string(),
      path: z.string(),
      summary: z.string(),
      description: z.string(),
      tags: z.array(z.string()),
      deprecated: z.boolean(),
      input: schema,
      output: schema.nullable(),
      parameters: z.array(z.record(z.string(), z.unknown())),
      body: z.record(z.string(), z.unknown()).nullable(),
      security: z.array(z.record(z.string(), z.array(z.string()))),
      hints: z.record(z.string(), z.unknown()),
      notes: z.array(z.string()),
      flows: z.array(z.string()).describe('Flows in use that call it.'),
      toolsets: z.array(toolsetUseSchema).describe('Toolsets that offer it.'),
    }),
    run: async ({ name, operation, version }, { tx, spaceId }) => {
      const wanted = version ?? (await requireConnector(tx, spaceId, name)).version;
      const plan =
        wanted === null ? undefined : await findOperation(tx, spaceId, { name, version: wanted, operation });
      if (plan === undefined || wanted === null)
        throw new HubError('not_found', `The connector "${name}" has no operation "${operation}".`);
      const { definitions } = await readFrame(tx, spaceId, { name, version: wanted });
      const whole = `${name}.${operation}`;
      return {
        ...{ name: plan.name, version: wanted, method: plan.method, path: plan.path, summary: plan.summary },
        ...{ description: plan.description, tags: [...plan.tags], deprecated: plan.deprecated },
        input: withDefinitions(plan.input, definitions),
        output: plan.output === undefined ? null : withDefinitions(plan.output, definitions),
        parameters: plan.parameters.map((parameter) => ({ ...parameter })),
        body: plan.body === undefined ? null : { ...plan.body },
        security: plan.security.map((each) =>
          Object.fromEntries(Object.entries(each).map(([scheme, scopes]) => [scheme, [...scopes]])),
        ),
        hints: { ...plan.hints },
        notes: [...plan.notes],
        flows: [...((await uses.flowsUsing(tx, spaceId, [whole])).get(whole) ?? [])],
        toolsets: (await uses.toolsetsUsing(tx, spaceId, [whole])).get(whole) ?? [],
      };
    },
  });

const withDefinitions = (
  given: Parameters<typeof closureOf>[0],
  definitions: Parameters<typeof closureOf>[1],
): boolean | Record<string, unknown> => {
  const closure = closureOf(given, definitions);
  if (typeof given === 'boolean' || Object.keys(closure).length === 0)
    return typeof given === 'boolean' ? given : { ...given };
  return { ...given, $defs: closure };
};
