import type {
  ConnectorHints,
  JsonSchema,
  OperationPlan,
  RefusalPlan,
  SchemePlan,
  SecurityAlternative,
} from '../../core/connector.ts';
import { openSensitiveFields } from '../openapi/sensitive.ts';
import type { SharedSchemas } from './json-schema.ts';
import type { DefinedOperation } from './operation.ts';
import { placeFields, type Fields } from './place-fields.ts';

export interface PlanSource {
  readonly schemas: SharedSchemas;
  readonly schemes: Readonly<Record<string, SchemePlan>>;
  readonly security: readonly SecurityAlternative[];
  readonly refusal: RefusalPlan | undefined;
}

/** A defined operation as what every later part works from: the same as out of a document. */
export const planOperation = (name: string, defined: DefinedOperation, source: PlanSource): OperationPlan => {
  const { about } = defined;
  const { properties, required } = inputOf(source.schemas.convert(about.input, 'the input'), source.schemas);
  const output = about.output === undefined ? undefined : source.schemas.convert(about.output, 'the output');
  const request = defined.kind === 'request' ? defined.request : undefined;
  // A function has no request of its own: this one is what its mock answers to.
  const { method, path } = request ?? { method: 'POST', path: `/${name}` };
  const fields: Fields = {
    ...{ method, path, properties, required },
    places: request?.fields ?? {},
    body: request?.body ?? {},
  };
  const { parameters, body } =
    defined.kind === 'request'
      ? placeFields(fields)
      : placeFields({ ...fields, properties: bare(properties) });
  const refusal = request?.refusal ?? source.refusal;
  const content = { mediaType: 'application/json', kind: 'json' } as const;
  return {
    ...{ name, method, path, source: path, parameters },
    summary: about.summary,
    description: about.description ?? '',
    tags: about.tags ?? [],
    deprecated: about.deprecated ?? false,
    ...(body === undefined ? {} : { body }),
    responses: [{ status: '2XX', contents: output === undefined ? [] : [{ ...content, schema: output }] }],
    security: securityOf(about, source),
    input: {
      type: 'object',
      properties,
      ...(required.length === 0 ? {} : { required }),
      additionalProperties: false,
    },
    ...(output === undefined ? {} : { output }),
    hints: hintsOf(method, about, { properties, output, schemas: source.schemas }),
    ...(refusal === undefined || defined.kind === 'function' ? {} : { refusal }),
    ...(defined.kind === 'function' ? { code: true } : {}),
    notes: [],
  };
};

interface ObjectInput {
  readonly properties: Readonly<Record<string, JsonSchema>>;
  readonly required: readonly string[];
}

/** An input may itself have a name. */
const inputOf = (schema: JsonSchema, schemas: SharedSchemas): ObjectInput => {
  const { $ref, properties, required } = schema as { $ref?: string } & Partial<ObjectInput>;
  const named = $ref === undefined ? undefined : schemas.definitions()[$ref.slice('#/$defs/'.length)];
  if (named !== undefined) return inputOf(named, schemas);
  return { properties: properties ?? {}, required: required ?? [] };
};

/** A function fills in its defaults itself. */
const bare = (properties: ObjectInput['properties']): ObjectInput['properties'] =>
  Object.fromEntries(Object.keys(properties).map((name) => [name, true]));

const securityOf = (
  { security, scopes = [] }: DefinedOperation['about'],
  source: PlanSource,
): readonly SecurityAlternative[] =>
  // One that asks for nothing says "nobody needs to sign in"; no alternative at all would say nothing.
  security?.length === 0
    ? [{}]
    : (security ?? source.security).map((alternative) =>
        Object.fromEntries(
          Object.entries(alternative).map(([scheme, own]) => [
            scheme,
            isOAuth(source.schemes[scheme]) ? [...new Set([...own, ...scopes])] : own,
          ]),
        ),
      );

const isOAuth = (scheme: SchemePlan | undefined): boolean =>
  scheme?.type === 'oauth2' || scheme?.type === 'openIdConnect';

const hintsOf = (
  method: string,
  { hints, paging }: DefinedOperation['about'],
  io: { properties: ObjectInput['properties']; output: JsonSchema | undefined; schemas: SharedSchemas },
): ConnectorHints => {
  const reads = method === 'GET' || method === 'HEAD';
  const sensitiveFields = openSensitiveFields(io.schemas.definitions());
  const found = (schema: JsonSchema | undefined, more: readonly string[] = []) => [
    ...new Set([...sensitiveFields(schema), ...more]),
  ];
  const readOnly = hints?.readOnly ?? reads;
  return {
    readOnly,
    idempotent: hints?.idempotent ?? (readOnly || method === 'PUT' || method === 'DELETE'),
    destructive: hints?.destructive ?? method === 'DELETE',
    sensitive: {
      input: found({ type: 'object', properties: io.properties }, hints?.sensitive?.input),
      output: found(io.output, hints?.sensitive?.output),
    },
    ...(hints?.idempotencyHeader === undefined ? {} : { idempotencyHeader: hints.idempotencyHeader }),
    ...(paging === undefined ? {} : { paging: { ...paging, sure: true } }),
  };
};
