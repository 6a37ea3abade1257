/** A schema in the making. */
export type Keywords = { [keyword: string]: unknown };

type Shape =
  'schema' | 'schemas' | 'named' | 'any' | 'text' | 'number' | 'step' | 'count' | 'flag' | 'list' | 'type';

/**
 * `oneOf` becomes `anyOf`: in documents it nearly always means "one of these", its alternatives overlap, and no API
 * refuses what fits two of them. Of both at once the one that says less is left out.
 *
 * The keywords that are kept, and what their values must be: documents hold everything. */
export const shapes: Readonly<Record<string, Shape>> = {
  items: 'schema',
  additionalProperties: 'schema',
  not: 'schema',
  contains: 'schema',
  propertyNames: 'schema',
  if: 'schema',
  then: 'schema',
  else: 'schema',
  unevaluatedProperties: 'schema',
  unevaluatedItems: 'schema',
  allOf: 'schemas',
  anyOf: 'schemas',
  oneOf: 'schemas',
  prefixItems: 'schemas',
  properties: 'named',
  patternProperties: 'named',
  dependentSchemas: 'named',
  const: 'any',
  default: 'any',
  title: 'text',
  description: 'text',
  format: 'text',
  pattern: 'text',
  contentEncoding: 'text',
  contentMediaType: 'text',
  multipleOf: 'step',
  minimum: 'number',
  maximum: 'number',
  exclusiveMinimum: 'number',
  exclusiveMaximum: 'number',
  minLength: 'count',
  maxLength: 'count',
  minItems: 'count',
  maxItems: 'count',
  minProperties: 'count',
  maxProperties: 'count',
  minContains: 'count',
  maxContains: 'count',
  uniqueItems: 'flag',
  deprecated: 'flag',
  readOnly: 'flag',
  writeOnly: 'flag',
  'x-sensitive': 'flag',
  enum: 'list',
  examples: 'list',
  required: 'list',
  type: 'type',
};

const types = new Set(['string', 'number', 'integer', 'boolean', 'array', 'object', 'null']);

export const fits = (kind: Shape, value: unknown): boolean => {
  switch (kind) {
    case 'any':
      return true;
    case 'text':
      return typeof value === 'string';
    case 'number':
      return typeof value === 'number';
    case 'step':
      return typeof value === 'number' && value > 0;
    case 'count':
      return typeof value === 'number' && Number.isInteger(value) && value >= 0;
    case 'flag':
      return typeof value === 'boolean';
    case 'list':
      return Array.isArray(value) && value.length > 0;
    case 'type':
      return typeof value === 'string' || Array.isArray(value);
    default:
      return false;
  }
};

/** Types nobody knows (`file`, `date`, `any`) say nothing; better no type than a schema that refuses everything. */
const settleTypes = (out: Keywords): void => {
  const { type } = out;
  if (type === undefined) return;
  const known = (Array.isArray(type) ? type : [type]).filter(
    (each): each is string => typeof each === 'string' && types.has(each),
  );
  if (known.length === 0) delete out['type'];
  else out['type'] = known.length === 1 ? known[0] : [...new Set(known)];
};

/** Makes one whole of type and choices, which documents often write each for itself. */
export const settleValues = (out: Keywords): void => {
  settleTypes(out);
  const { type, enum: choices } = out;
  if (type === undefined || !Array.isArray(choices)) return;
  const named = (Array.isArray(type) ? type : [type]) as readonly string[];
  // YAML reads `1` and `yes` as a number and a truth value where the author meant texts.
  if (named.every((each) => each === 'string' || each === 'null'))
    out['enum'] = choices.map((each: unknown) =>
      typeof each === 'number' || typeof each === 'boolean' ? String(each) : each,
    );
  else if (!choices.some((each) => named.some((wanted) => isOf(each, wanted)))) delete out['type'];
};

const isOf = (value: unknown, type: string): boolean => {
  switch (type) {
    case 'null':
      return value === null;
    case 'array':
      return Array.isArray(value);
    case 'object':
      return typeof value === 'object' && value !== null && !Array.isArray(value);
    case 'integer':
      return Number.isInteger(value);
    default:
      return typeof value === type;
  }
};
