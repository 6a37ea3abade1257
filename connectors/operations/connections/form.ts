import { z } from 'zod';
import type { SchemePlan } from '../../../core/connector.ts';
import { hubOperation } from '../../../platform/invoke/context.ts';
import type { ConnectionDeps } from '../../auth/deps.ts';
import { fieldsOf, grantsOf, isOAuth } from '../../auth/fields.ts';
import { requireConnector } from '../../auth/load.ts';
import { connectorName } from '../../auth/shape.ts';

const fieldSchema = z.strictObject({
  name: z.string(),
  label: z.string(),
  secret: z
    .boolean()
    .describe('Stands in `secrets`, is sealed and never shown again; else it stands in `settings`.'),
  required: z.boolean(),
  help: z.string(),
  choices: z.array(z.string()).optional(),
  address: z.boolean().optional().describe('When it changes, the secrets have to be entered again.'),
});

export const getConnectionForm = ({ schemesOf }: Pick<ConnectionDeps, 'schemesOf'>) =>
  hubOperation({
    name: 'connections.form',
    summary: 'What has to be entered to connect to a connector',
    access: 'connections.read',
    http: { method: 'GET', path: '/api/connections/form' },
    input: z.strictObject({ connector: connectorName }),
    output: z.strictObject({
      schemes: z.array(
        z.strictObject({
          name: z.string(),
          type: z.string(),
          description: z.string().nullable(),
          scopes: z
            .record(z.string(), z.string())
            .describe('What each scope allows, as far as the document says.'),
          forms: z
            .array(z.strictObject({ grant: z.string().nullable(), fields: z.array(fieldSchema) }))
            .describe('One for each grant of OAuth, else one.'),
        }),
      ),
    }),
    run: async ({ connector }, { tx, spaceId }) => {
      const { schemes } = await requireConnector(schemesOf, { tx, spaceId }, connector);
      return {
        schemes: Object.entries(schemes).map(([name, plan]) => ({
          ...{ name, type: plan.type, description: plan.description ?? null },
          scopes: scopesOf(plan),
          forms: isOAuth(plan)
            ? grantsOf(plan).map((grant) => ({ grant, fields: shown(fieldsOf(plan, grant)) }))
            : [{ grant: null, fields: shown(fieldsOf(plan)) }],
        })),
      };
    },
  });

const scopesOf = (plan: SchemePlan): Record<string, string> =>
  plan.type === 'oauth2'
    ? Object.fromEntries(Object.values(plan.grants).flatMap(({ scopes }) => Object.entries(scopes)))
    : {};

const shown = (fields: ReturnType<typeof fieldsOf>) =>
  fields.map(({ choices, ...field }) => ({
    ...field,
    ...(choices === undefined ? {} : { choices: [...choices] }),
  }));
