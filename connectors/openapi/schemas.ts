import type { JsonSchema } from '../../core/connector.ts';
import { escapeStep, isLocal, lookUp, stepsOf } from './pointer.ts';
import { at, isTree, type Tree } from './tree.ts';

/**
 * `read`: what the API answers, without what is only written. `write`: what is sent, without what is only read.
 */
export type Direction = 'read' | 'write';

export interface Schemas {
  /** A schema of the document as JSON Schema 2020-12; what it refers to becomes a definition, once. */
  convert(schema: unknown, direction: Direction): JsonSchema;
  /** Everything that was referred to so far. */
  definitions(): Readonly<Record<string, JsonSchema>>;
  /** References that lead to nothing, each once. */
  dangling(): readonly string[];
}

type Dialect = 'draft4' | '2020-12';

/** Deeper than people write; what is below becomes `true`. */
const deepest = 100;

export const openSchemas = (root: Tree, dialect: Dialect): Schemas => {
  const names = new Map<string, string>();
  const taken = new Set<string>();
  const definitions: Record<string, JsonSchema> = {};
  const pending: { name: string; pointer: string; direction: Direction }[] = [];
  const oneWay = directedFields(root);
  const dangling = new Set<string>();

  const reference = (ref: string, direction: Direction): JsonSchema => {
    if (!isLocal(ref) || lookUp(root, ref) === undefined) {
      dangling.add(ref.slice(0, 300));
      return true;
    }
    const variant = direction === 'write' && oneWay(ref) ? 'write' : 'read';
    const key = `${variant} ${ref}`;
    let name = names.get(key);
    if (name === undefined) {
      name = unique(definitionName(ref) + (variant === 'write' ? '.write' : ''), taken);
      names.set(key, name);
      pending.push({ name, pointer: ref, direction: variant });
    }
    return { $ref: `#/$defs/${escapeStep(name)}` };
  };

  const convert = (schema: unknown, direction: Direction, depth: number): JsonSchema => {
    if (typeof schema === 'boolean') return schema;
    if (!isTree(schema) || depth > deepest) return true;
    const ref = at(schema, '$ref');
    if (typeof ref === 'string') {
      const target = reference(ref, direction);
      // Beside a reference only a description is of use to everybody; older dialects ignore the rest altogether.
      const description = at(schema, 'description');
      const nullable = dialect === 'draft4' && at(schema, 'nullable') === true;
      const described =
        typeof description === 'string' && isTree(target) ? { ...target, description } : target;
      if (dialect === '2020-12') {
        const rest = keywords(schema, direction, depth);
        return isTree(target) && isTree(rest) ? { ...rest, ...target } : described;
      }
      return nullable ? { anyOf: [described, { type: 'null' }] } : described;
    }
    return keywords(schema, direction, depth);
  };

  const keywords = (schema: Tree, direction: Direction, depth: number): { [keyword: string]: unknown } => {
    const out: { [keyword: string]: unknown } = {};
    const dropped = new Set<string>();
    for (const keyword of Object.keys(schema)) {
      const value = schema[keyword];
      const kind = shapes[keyword];
      if (kind === undefined) continue;
      if (kind === 'schema') {
        if (isTree(value) || typeof value === 'boolean') out[keyword] = convert(value, direction, depth + 1);
        else if (keyword === 'items' && Array.isArray(value))
          out['prefixItems'] = value.map((item) => convert(item, direction, depth + 1));
      } else if (kind === 'schemas') {
        if (Array.isArray(value) && value.length > 0)
          out[keyword] = value.map((item) => convert(item, direction, depth + 1));
      } else if (kind === 'named') {
        if (!isTree(value)) continue;
        const named: { [name: string]: JsonSchema } = {};
        for (const name of Object.keys(value)) {
          if (keyword === 'properties' && isHidden(value[name], direction)) dropped.add(name);
          else
            Object.defineProperty(named, name, {
              value: convert(value[name], direction, depth + 1),
              enumerable: true,
              configurable: true,
              writable: true,
            });
        }
        out[keyword] = named;
      } else if (fits(kind, value)) out[keyword] = value;
    }
    if (Array.isArray(out['required'])) {
      const required = out['required'].filter(
        (name): name is string => typeof name === 'string' && !dropped.has(name),
      );
      if (required.length === 0) delete out['required'];
      else out['required'] = [...new Set(required)];
    }
    if (dialect === 'draft4') fromDraft4(schema, out);
    typeOf(out);
    return out;
  };

  return {
    convert: (schema, direction) => convert(schema, direction, 0),
    definitions: () => {
      for (let next = pending.pop(); next !== undefined; next = pending.pop())
        definitions[next.name] = convert(lookUp(root, next.pointer), next.direction, 0);
      return definitions;
    },
    dangling: () => [...dangling],
  };
};

type Shape = 'schema' | 'schemas' | 'named' | 'any' | 'text' | 'number' | 'count' | 'flag' | 'list' | 'type';

/** The keywords that are kept, and what their values must be: documents hold everything. */
const shapes: Readonly<Record<string, Shape>> = {
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
  multipleOf: 'number',
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

const fits = (kind: Shape, value: unknown): boolean => {
  switch (kind) {
    case 'any':
      return true;
    case 'text':
      return typeof value === 'string';
    case 'number':
      return typeof value === 'number';
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
const typeOf = (out: { [keyword: string]: unknown }): void => {
  const { type } = out;
  if (type === undefined) return;
  const known = (Array.isArray(type) ? type : [type]).filter(
    (each): each is string => typeof each === 'string' && types.has(each),
  );
  if (known.length === 0) delete out['type'];
  else out['type'] = known.length === 1 ? known[0] : [...new Set(known)];
};

/** What OpenAPI 2.0 and 3.0 say in words of their own. */
const fromDraft4 = (schema: Tree, out: { [keyword: string]: unknown }): void => {
  if (schema['exclusiveMinimum'] === true && out['minimum'] !== undefined) {
    out['exclusiveMinimum'] = out['minimum'];
    delete out['minimum'];
  }
  if (schema['exclusiveMaximum'] === true && out['maximum'] !== undefined) {
    out['exclusiveMaximum'] = out['maximum'];
    delete out['maximum'];
  }
  const example = at(schema, 'example');
  if (example !== undefined && out['examples'] === undefined) out['examples'] = [example];
  if (at(schema, 'nullable') !== true && at(schema, 'x-nullable') !== true) return;
  if (typeof out['type'] === 'string') out['type'] = [out['type'], 'null'];
  if (Array.isArray(out['enum']) && !out['enum'].includes(null))
    out['enum'] = [...(out['enum'] as unknown[]), null];
};

const isHidden = (property: unknown, direction: Direction): boolean =>
  isTree(property) &&
  (direction === 'write'
    ? property['readOnly'] === true && property['writeOnly'] !== true
    : property['writeOnly'] === true && property['readOnly'] !== true);

/** Is there, behind this reference, a field that is only read or only written? Then the two directions differ. */
const directedFields = (root: Tree): ((ref: string) => boolean) => {
  const known = new Map<string, boolean>();
  const direct = new Map<string, { flagged: boolean; refs: readonly string[] }>();

  const look = (ref: string): { flagged: boolean; refs: readonly string[] } => {
    const before = direct.get(ref);
    if (before !== undefined) return before;
    const refs = new Set<string>();
    const found = { flagged: false };
    collect(lookUp(root, ref), { refs, found, depth: 0 });
    const looked = { flagged: found.flagged, refs: [...refs] };
    direct.set(ref, looked);
    return looked;
  };

  return (ref) => {
    const before = known.get(ref);
    if (before !== undefined) return before;
    const seen = new Set([ref]);
    const queue = [ref];
    for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
      const { flagged, refs } = look(next);
      if (flagged || known.get(next) === true) {
        known.set(ref, true);
        return true;
      }
      for (const each of refs) {
        if (seen.has(each) || known.get(each) === false) continue;
        seen.add(each);
        queue.push(each);
      }
    }
    for (const each of seen) known.set(each, false);
    return false;
  };
};

const collect = (
  value: unknown,
  into: { refs: Set<string>; found: { flagged: boolean }; depth: number },
): void => {
  if (into.depth > deepest) return;
  const below = { ...into, depth: into.depth + 1 };
  if (Array.isArray(value)) {
    for (const item of value) collect(item, below);
    return;
  }
  if (!isTree(value)) return;
  if (value['readOnly'] === true || value['writeOnly'] === true) into.found.flagged = true;
  const ref = value['$ref'];
  if (typeof ref === 'string' && isLocal(ref)) into.refs.add(ref);
  for (const name of Object.keys(value))
    if (name !== 'example' && name !== 'examples') collect(value[name], below);
};

/** Schemas of the document keep their names; what is referred to elsewhere is called by its place. */
const definitionName = (ref: string): string => {
  const steps = stepsOf(ref);
  const named =
    (steps.length === 3 && steps[0] === 'components') || (steps.length === 2 && steps[0] === 'definitions')
      ? steps.slice(-1)
      : steps.slice(-4);
  return (
    named
      .join('_')
      .replace(/[^a-zA-Z0-9_.-]+/g, '_')
      .slice(0, 100) || 'schema'
  );
};

const unique = (wanted: string, taken: Set<string>): string => {
  let name = wanted;
  for (let number = 2; taken.has(name); number++) name = `${wanted}_${number}`;
  taken.add(name);
  return name;
};
