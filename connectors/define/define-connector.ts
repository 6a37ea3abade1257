import { z } from 'zod';
import type {
  ConnectorPlan,
  EventPlan,
  OperationPlan,
  RefusalPlan,
  SchemePlan,
  SecurityAlternative,
  ServerVariable,
} from '../../core/connector.ts';
import { HubError, isHubError } from '../../core/errors.ts';
import { settingsSchema, type ConnectorSettings } from '../settings.ts';
import { connectorNameSchema, operationNameSchema } from '../shapes.ts';
import type { OperationFunction } from './functions.ts';
import { openSharedSchemas, type SharedSchemas } from './json-schema.ts';
import type { DefinedOperation } from './operation.ts';
import { planOperation } from './plan-operation.ts';

export interface ConnectorSpec {
  /** `^[a-z][a-z0-9-]{0,39}$`; the name of its folder too. */
  readonly name: string;
  readonly title: string;
  /** Of this code, such as `1.2.0`: a higher one is offered as an update. */
  readonly version: string;
  readonly description: string;
  /** The first one is called; `{name}` stands for a variable. */
  readonly servers: readonly {
    readonly url: string;
    readonly description?: string;
    readonly variables?: Readonly<Record<string, Omit<ServerVariable, 'fallback'> & { fallback?: string }>>;
  }[];
  /** Ways to sign in, by name. Each one is enough, unless `security` says otherwise. */
  readonly auth: Readonly<Record<string, SchemePlan>>;
  readonly security?: readonly SecurityAlternative[];
  readonly operations: Readonly<Record<string, DefinedOperation>>;
  /** What the provider's webhooks tell, by name. */
  readonly events?: Readonly<Record<string, { readonly summary: string; readonly schema?: z.ZodType }>>;
  /** How the webhooks are checked and told apart. */
  readonly webhook?: ConnectorPlan['webhook'];
  /** How the API says no with a good status, if it does. */
  readonly refusal?: RefusalPlan;
  /** In force from the first installation on; people may change them afterwards. */
  readonly settings?: z.input<typeof settingsSchema>;
}

/** A connector as data that can be stored and compared, and beside it the functions that cannot. */
export interface DefinedConnector {
  readonly name: string;
  readonly version: string;
  readonly plan: ConnectorPlan;
  readonly settings: ConnectorSettings;
  readonly functions: ReadonlyMap<string, OperationFunction>;
}

export const defineConnector = (spec: ConnectorSpec): DefinedConnector => {
  const name = check(connectorNameSchema, spec.name, `The name "${spec.name}"`);
  const of = `The connector "${name}"`;
  check(
    z.string().regex(/^\d+\.\d+\.\d+(-[\w.]+)?$/, 'is no version such as 1.0.0'),
    spec.version,
    `${of}: "${spec.version}"`,
  );
  const settings = check(settingsSchema, spec.settings ?? {}, `${of}: its settings`);
  const schemas = openSharedSchemas();
  const source = {
    ...{ schemas, schemes: spec.auth, refusal: spec.refusal },
    security: spec.security ?? Object.keys(spec.auth).map((scheme) => ({ [scheme]: [] })),
  };
  const operations = Object.entries(spec.operations).map(([operation, defined]): OperationPlan => {
    try {
      check(operationNameSchema, operation, 'its name');
      return planOperation(operation, defined, source);
    } catch (error) {
      if (!isHubError(error)) throw error;
      // The cause leads to the line of the operation, not to the end of the file.
      const message = `${of}, operation "${operation}": ${error.message.replace(/\.$/, '')}.`;
      throw new HubError('connector_invalid', message, { cause: defined.made });
    }
  });
  requireOperations(of, settings, operations);
  const plan: ConnectorPlan = {
    title: spec.title,
    description: spec.description,
    documentVersion: spec.version,
    format: 'typescript',
    servers: spec.servers.map(({ variables = {}, ...server }) => ({
      ...server,
      variables: Object.fromEntries(
        Object.entries(variables).map(([key, given]) => [key, { fallback: '', ...given }]),
      ),
    })),
    schemes: spec.auth,
    operations,
    events: eventsOf(spec, schemas),
    definitions: schemas.definitions(),
    ...(spec.webhook === undefined ? {} : { webhook: spec.webhook }),
    skipped: [],
    notes: [],
  };
  const functions = new Map<string, OperationFunction>();
  for (const [operation, defined] of Object.entries(spec.operations))
    if (defined.kind === 'function') functions.set(operation, defined.run);
  return { name, version: spec.version, plan, settings, functions };
};

const check = <Schema extends z.ZodType>(schema: Schema, value: unknown, what: string): z.output<Schema> => {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const place = issue === undefined || issue.path.length === 0 ? '' : ` (${issue.path.join('.')})`;
  throw new HubError('connector_invalid', `${what}${place} ${issue?.message ?? 'is not valid'}.`);
};

/** Settings that speak of an operation which is not there would silently do nothing. */
const requireOperations = (
  of: string,
  settings: ConnectorSettings,
  operations: readonly OperationPlan[],
): void => {
  const known = new Set(operations.map(({ name }) => name));
  const named = [settings.testOperation, ...Object.keys(settings.operations ?? {})];
  for (const name of named)
    if (name !== undefined && !known.has(name))
      throw new HubError(
        'connector_invalid',
        `${of}: its settings name the operation "${name}", which it does not have.`,
      );
};

const eventsOf = ({ events = {} }: ConnectorSpec, schemas: SharedSchemas): EventPlan[] =>
  Object.entries(events).map(([name, { summary, schema }]) => ({
    ...{ name, summary, method: 'POST' },
    origin: 'webhook',
    ...(schema === undefined ? {} : { schema: schemas.convert(schema, `the event "${name}"`) }),
  }));
