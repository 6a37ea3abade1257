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

/** Every reference in every schema of a plan that leads to no definition of it. */
export const danglingIn = (plan: ConnectorPlan): string[] => {
  const found: string[] = [];
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    const ref = (value as Record<string, unknown>)['$ref'];
    if (typeof ref === 'string' && !isDefined(plan, ref)) found.push(ref);
    for (const inner of Object.values(value)) visit(inner);
  };
  visit(plan.definitions);
  for (const { input, output, responses } of plan.operations) visit([input, output, responses]);
  visit(plan.events.map(({ schema }) => schema));
  return found;
};

const isDefined = ({ definitions }: ConnectorPlan, ref: string): boolean => {
  const name = /^#\/\$defs\/([^/]+)$/.exec(ref)?.[1];
  return name !== undefined && Object.hasOwn(definitions, name.replaceAll('~1', '/').replaceAll('~0', '~'));
};
