/** The parts of an OpenAPI document that readers of a portal see: each field is named, and all others are left out. */
export type Part =
  | 'operation'
  | 'parameter'
  | 'body'
  | 'response'
  | 'header'
  | 'media'
  | 'encoding'
  | 'example'
  | 'discriminator'
  | 'schema';

/** `value`: any JSON, taken as it is. */
export type Field =
  | 'value'
  | { readonly one: Part }
  | { readonly list: Part }
  | { readonly map: Part }
  | { readonly oneOrList: Part };

const values = (...names: readonly string[]): Record<string, Field> =>
  Object.fromEntries(names.map((name) => [name, 'value']));

const contentFields = {
  ...values('description', 'required', 'deprecated', 'style', 'explode', 'example'),
  schema: { one: 'schema' },
  content: { map: 'media' },
  examples: { map: 'example' },
} as const satisfies Record<string, Field>;

export const partFields: Readonly<Record<Part, Readonly<Record<string, Field>>>> = {
  operation: {
    ...values('tags', 'summary', 'description', 'operationId', 'deprecated'),
    parameters: { list: 'parameter' },
    requestBody: { one: 'body' },
    responses: { map: 'response' },
  },
  parameter: { ...values('name', 'in', 'allowEmptyValue', 'allowReserved'), ...contentFields },
  body: { ...values('description', 'required'), content: { map: 'media' } },
  response: { ...values('summary', 'description'), headers: { map: 'header' }, content: { map: 'media' } },
  header: contentFields,
  media: {
    ...values('example'),
    schema: { one: 'schema' },
    itemSchema: { one: 'schema' },
    examples: { map: 'example' },
    encoding: { map: 'encoding' },
  },
  encoding: { ...values('contentType', 'style', 'explode', 'allowReserved'), headers: { map: 'header' } },
  // One that stands elsewhere (`externalValue`) is left out with its address.
  example: values('summary', 'description', 'value', 'dataValue', 'serializedValue'),
  discriminator: values('propertyName'),
  schema: {
    ...values('type', 'title', 'description', 'format', 'enum', 'const', 'default', 'example', 'examples'),
    ...values('nullable', 'readOnly', 'writeOnly', 'deprecated', 'required', 'dependentRequired'),
    ...values('multipleOf', 'maximum', 'exclusiveMaximum', 'minimum', 'exclusiveMinimum'),
    ...values('maxLength', 'minLength', 'pattern', 'contentEncoding', 'contentMediaType'),
    ...values('maxItems', 'minItems', 'uniqueItems', 'maxContains', 'minContains'),
    ...values('maxProperties', 'minProperties', 'xml'),
    not: { one: 'schema' },
    if: { one: 'schema' },
    then: { one: 'schema' },
    else: { one: 'schema' },
    items: { oneOrList: 'schema' },
    contains: { one: 'schema' },
    propertyNames: { one: 'schema' },
    additionalProperties: { one: 'schema' },
    additionalItems: { one: 'schema' },
    unevaluatedItems: { one: 'schema' },
    unevaluatedProperties: { one: 'schema' },
    contentSchema: { one: 'schema' },
    allOf: { list: 'schema' },
    anyOf: { list: 'schema' },
    oneOf: { list: 'schema' },
    prefixItems: { list: 'schema' },
    properties: { map: 'schema' },
    patternProperties: { map: 'schema' },
    dependentSchemas: { map: 'schema' },
    discriminator: { one: 'discriminator' },
  },
};

/** Where what is referred to stands. */
export const sections: Readonly<Record<string, Part>> = {
  schemas: 'schema',
  parameters: 'parameter',
  responses: 'response',
  requestBodies: 'body',
  headers: 'header',
  examples: 'example',
};
