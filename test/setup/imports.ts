import type { ConnectorPlan, JsonSchema, OperationPlan } from '../../core/connector.ts';
import { schemaSet } from '../../core/schema/schema-set.ts';
import { importDocument, type ImportOptions } from '../../connectors/openapi/import-document.ts';

/** Words for tests of the import: documents are said in a few lines, plans are asked in a few words. */

export const imported = (
  rest: Readonly<Record<string, unknown>>,
  options: ImportOptions = {},
): ConnectorPlan => {
  const version = 'swagger' in rest || 'openapi' in rest ? {} : { openapi: '3.1.0' };
  return importDocument({ ...version, info: { title: 'T', version: '1' }, ...rest }, options);
};

/** A document with one operation: `GET /things`, unless the operation says otherwise. */
export const importedOne = (
  operation: Readonly<Record<string, unknown>>,
  rest: Readonly<Record<string, unknown>> = {},
): { readonly plan: ConnectorPlan; readonly operation: OperationPlan } => {
  const { method = 'get', path = '/things', ...said } = operation;
  const plan = imported({ paths: { [String(path)]: { [String(method)]: said } }, ...rest });
  return { plan, operation: only(plan) };
};

export const only = (plan: ConnectorPlan): OperationPlan => {
  const [operation, ...others] = plan.operations;
  if (operation === undefined || others.length > 0)
    throw new Error(
      `${plan.operations.length} operations were imported; skipped: ${JSON.stringify(plan.skipped)}`,
    );
  return operation;
};

export const named = (plan: ConnectorPlan, name: string): OperationPlan => {
  const operation = plan.operations.find((each) => each.name === name);
  if (operation === undefined)
    throw new Error(
      `There is no "${name}" in ${plan.operations.map((each) => each.name).join(', ')}; skipped: ${JSON.stringify(plan.skipped)}`,
    );
  return operation;
};

export const propertiesOf = (schema: JsonSchema | undefined): Readonly<Record<string, JsonSchema>> =>
  typeof schema === 'object' ? ((schema['properties'] ?? {}) as Record<string, JsonSchema>) : {};

/** What the schema says of a value, its references followed. */
export const problemsOf = (
  plan: ConnectorPlan,
  schema: JsonSchema | undefined,
  value: unknown,
): readonly string[] =>
  schemaSet(plan.definitions)
    .compile(schema ?? true)(value)
    .map(({ path, message }) => `${path} ${message}`.trim());

const below = new Set(['properties', 'patternProperties', 'dependentSchemas']);
const data = new Set(['const', 'enum', 'default', 'examples', 'example']);

/** Every reference in every schema of a plan that leads to no definition of it. */
export const danglingIn = (plan: ConnectorPlan): string[] => {
  const found: string[] = [];
  const visit = (schema: unknown): void => {
    if (Array.isArray(schema)) schema.forEach(visit);
    if (typeof schema !== 'object' || schema === null || Array.isArray(schema)) return;
    for (const [keyword, value] of Object.entries(schema)) {
      if (keyword === '$ref' && !isDefined(plan, String(value))) found.push(String(value));
      // What stands under a name that somebody chose is a schema, whatever the name.
      else if (below.has(keyword)) visit(Object.values(value as object));
      else if (!data.has(keyword)) visit(value);
    }
  };
  visit(Object.values(plan.definitions));
  for (const { input, output, responses } of plan.operations)
    visit([input, output, responses.flatMap(({ contents }) => contents.map(({ schema }) => schema))]);
  visit(plan.events.map(({ schema }) => schema));
  return found;
};

const isDefined = ({ definitions }: ConnectorPlan, ref: string): boolean => {
  const name = /^#\/\$defs\/([^/]+)$/.exec(ref)?.[1];
  return name !== undefined && Object.hasOwn(definitions, name.replaceAll('~1', '/').replaceAll('~0', '~'));
};
