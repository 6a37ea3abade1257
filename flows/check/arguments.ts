import { escapeStep, unescapeStep } from '../../core/json-pointer.ts';
import type { JsonSchema } from '../../core/connector.ts';
import type { OperationShape } from '../../core/flow-ports.ts';
import { schemaSet, type SchemaSet } from '../../core/schema/schema-set.ts';
import { hint } from '../document/report.ts';
import { isFields } from '../document/words.ts';

export interface ArgumentFinding {
  readonly path: string;
  readonly message: string;
  /** It stands at the name of a field. */
  readonly key?: true;
  /** The operation may take it all the same. */
  readonly mild?: true;
}

/** What is called: an operation, or a function of the document with its schema. */
export interface ArgumentShape extends OperationShape {
  readonly what?: 'function';
}

interface Looking {
  readonly what: 'operation' | 'function';
  readonly definitions: OperationShape['definitions'];
  readonly schemas: SchemaSet;
  readonly found: ArgumentFinding[];
}

interface At {
  readonly path: string;
  readonly template: unknown;
  readonly schema: JsonSchema;
}

/**
 * Holds the arguments of a call against what the operation takes. An expression can become anything, so that only what
 * is written out is checked: names, what is missing, and values without an expression in them.
 */
export const checkArguments = (
  template: unknown,
  shape: ArgumentShape,
  path: string,
): readonly ArgumentFinding[] => {
  const looking: Looking = {
    what: shape.what ?? 'operation',
    definitions: shape.definitions,
    schemas: schemaSet(shape.definitions),
    found: [],
  };
  lookAt({ path, template: template ?? {}, schema: shape.input }, looking);
  return looking.found;
};

const lookAt = (at: At, looking: Looking): void => {
  const { path, template, schema } = at;
  if (isExpression(template)) return;
  const parts = plainParts(schema, looking.definitions);
  const literal = !holdsExpression(template);
  // Field by field tells more of each; where the schema has ways of its own to say what fits, only all of it can tell.
  if (isFields(template) && parts.isObject && !(literal && parts.open))
    lookAtFields({ path, template, parts }, looking);
  else if (literal) complain(at, looking);
  else if (Array.isArray(template) && parts.items !== undefined)
    for (const [number, item] of template.entries())
      lookAt({ path: `${path}/${number}`, template: item, schema: parts.items }, looking);
};

interface FieldsAt {
  readonly path: string;
  readonly template: Readonly<Record<string, unknown>>;
  readonly parts: PlainParts;
}

const lookAtFields = ({ path, template, parts }: FieldsAt, looking: Looking): void => {
  for (const name of parts.required) {
    if (Object.hasOwn(template, name)) continue;
    looking.found.push({ path, message: `"${name}" is missing: the ${looking.what} needs it.` });
  }
  for (const [name, value] of Object.entries(template)) {
    const below = `${path}/${escapeStep(name)}`;
    const schema = parts.properties.get(name) ?? parts.rest;
    if (schema !== undefined && schema !== false) lookAt({ path: below, template: value, schema }, looking);
    else if (!parts.open) {
      const message = `The ${looking.what} knows no argument "${name.slice(0, 60)}".${hint(name, parts.properties.keys())}`;
      const mild = schema === undefined;
      looking.found.push({ path: below, message, key: true, ...(mild ? { mild } : {}) });
    }
  }
};

const complain = ({ path, template, schema }: At, { schemas, found }: Looking): void => {
  for (const problem of schemas.compile(schema)(template)) {
    const inside = problem.path === '' || problem.path.startsWith('/') ? problem.path : `/${problem.path}`;
    found.push({ path: path + inside, message: `This ${problem.message}.` });
  }
};

interface PlainParts {
  readonly isObject: boolean;
  readonly properties: ReadonlyMap<string, JsonSchema>;
  readonly required: ReadonlySet<string>;
  /** Of properties that are not named; undefined where the schema does not say. */
  readonly rest: JsonSchema | undefined;
  /** There are other ways than names by which it takes properties. */
  readonly open: boolean;
  readonly items: JsonSchema | undefined;
}

const mostSteps = 50;

/** What can be told without knowing the value: through references and `allOf`, which always hold. */
const plainParts = (schema: JsonSchema, definitions: OperationShape['definitions']): PlainParts => {
  const properties = new Map<string, JsonSchema>();
  const required = new Set<string>();
  let rest: JsonSchema | undefined;
  let items: JsonSchema | undefined;
  let open = false;
  let isObject = false;
  const waiting: JsonSchema[] = [schema];
  for (let steps = 0; waiting.length > 0 && steps < mostSteps; steps += 1) {
    const one = waiting.shift();
    if (one === undefined || typeof one === 'boolean') continue;
    const target = referenced(one['$ref'], definitions);
    if (target !== undefined) waiting.push(target);
    if (Array.isArray(one['allOf'])) waiting.push(...(one['allOf'] as JsonSchema[]));
    const types = one['type'];
    if (types === 'object' || (types === undefined && isFields(one['properties']))) isObject = true;
    for (const [name, property] of Object.entries(isFields(one['properties']) ? one['properties'] : {}))
      if (!properties.has(name)) properties.set(name, property as JsonSchema);
    for (const name of Array.isArray(one['required']) ? one['required'] : [])
      if (typeof name === 'string') required.add(name);
    if (one['additionalProperties'] !== undefined) rest = one['additionalProperties'] as JsonSchema;
    if (one['items'] !== undefined) items = one['items'] as JsonSchema;
    if (others.some((keyword) => one[keyword] !== undefined)) open = true;
  }
  return { isObject, properties, required, rest, open: open || properties.size === 0, items };
};

const others = ['anyOf', 'oneOf', 'if', 'not', 'patternProperties', 'dependentSchemas', '$dynamicRef'];
const prefix = '#/$defs/';

const referenced = (ref: unknown, definitions: OperationShape['definitions']): JsonSchema | undefined => {
  if (typeof ref !== 'string' || !ref.startsWith(prefix)) return undefined;
  const name = unescapeStep(ref.slice(prefix.length));
  return Object.hasOwn(definitions, name) ? definitions[name] : undefined;
};

const isExpression = (template: unknown): boolean => typeof template === 'string' && template.includes('${');

const holdsExpression = (template: unknown): boolean => {
  if (isExpression(template)) return true;
  if (typeof template !== 'object' || template === null) return false;
  return Object.values(template).some(holdsExpression);
};
