import type { JsonSchema } from '../../core/connector.ts';
import { HubError } from '../../core/errors.ts';
import { escapeStep } from '../../core/json-pointer.ts';
import { directedFields, hiddenNames, isHidden, type Direction } from './directions.ts';
import { fromDraft4 } from './draft4.ts';
import { fits, settleValues, shapes, type Keywords } from './keyword-shapes.ts';
import { isLocal, lookUp, stepsOf } from './pointer.ts';
import { at, isTree, type Tree } from './tree.ts';

export interface Schemas {
  /** A schema of the document as JSON Schema 2020-12; what it refers to becomes a definition, once. */
  convert(schema: unknown, direction: Direction): JsonSchema;
  /** Everything that was referred to so far. */
  definitions(): Readonly<Record<string, JsonSchema>>;
  /** References that lead to nothing, each once. */
  dangling(): readonly string[];
}

/** Where in a schema the conversion is. */
interface At {
  readonly direction: Direction;
  readonly depth: number;
  /** Names that a neighbour in an allOf has left out. */
  readonly unneeded: ReadonlySet<string>;
}

const from = (direction: Direction): At => ({ direction, depth: 0, unneeded: noNames });

type Dialect = 'draft4' | '2020-12';

/** Deeper than people write; what is below becomes `true`. */
const deepest = 100;
/** Schemas of real documents of 40 MB are a third of this; a parameter that all operations share is converted for each. */
const mostSchemas = 3_000_000;
const noNames: ReadonlySet<string> = new Set();

export const openSchemas = (root: Tree, dialect: Dialect): Schemas => {
  const names = new Map<string, string>();
  const taken = new Set<string>();
  const definitions: Record<string, JsonSchema> = {};
  const pending: { name: string; pointer: string; direction: Direction }[] = [];
  const oneWay = directedFields(root);
  const dangling = new Set<string>();
  let converted = 0;

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

  const convert = (schema: unknown, here: At): JsonSchema => {
    if (++converted > mostSchemas)
      throw new HubError(
        'import_failed',
        `The document grows to more than ${mostSchemas} schemas. Import it in parts.`,
      );
    if (typeof schema === 'boolean') return schema;
    if (!isTree(schema) || here.depth > deepest) return true;
    const ref = at(schema, '$ref');
    if (typeof ref !== 'string') return keywords(schema, here);
    const target = reference(ref, here.direction);
    if (dialect === '2020-12') {
      const rest = keywords(schema, here);
      return isTree(target) ? { ...rest, ...target } : Object.keys(rest).length === 0 ? true : rest;
    }
    // Beside a reference older dialects know nothing; a description is of use to everybody all the same.
    const description = at(schema, 'description');
    const described = typeof description === 'string' && isTree(target) ? { ...target, description } : target;
    return at(schema, 'nullable') === true ? { anyOf: [described, { type: 'null' }] } : described;
  };

  const keywords = (schema: Tree, { direction, depth, unneeded }: At): Keywords => {
    const out: Keywords = {};
    const mayRequire = at(schema, 'required') !== undefined || at(schema, 'allOf') !== undefined;
    const hidden = mayRequire ? new Set([...hiddenNames(root, schema, direction), ...unneeded]) : unneeded;
    const below: At = { direction, depth: depth + 1, unneeded: noNames };
    const together: At = { ...below, unneeded: hidden };
    for (const keyword of Object.keys(schema)) {
      const value = schema[keyword];
      const kind = shapes[keyword];
      if (kind === undefined) continue;
      if (kind === 'schema') {
        if (isTree(value) || typeof value === 'boolean') out[keyword] = convert(value, below);
        else if (keyword === 'items' && Array.isArray(value) && value.length > 0)
          out['prefixItems'] = value.map((item) => convert(item, below));
      } else if (kind === 'schemas') {
        if (Array.isArray(value) && value.length > 0)
          out[keyword] = value.map((item) => convert(item, keyword === 'allOf' ? together : below));
      } else if (kind === 'named') {
        if (isTree(value)) out[keyword] = namedSchemas(keyword, value, below);
      } else if (fits(kind, value)) out[keyword] = value;
    }
    if (Array.isArray(out['required'])) {
      const required = out['required'].filter(
        (name): name is string => typeof name === 'string' && !hidden.has(name),
      );
      if (required.length === 0) delete out['required'];
      else out['required'] = [...new Set(required)];
    }
    settleValues(out);
    return dialect === 'draft4' ? fromDraft4(schema, out) : out;
  };

  const namedSchemas = (keyword: string, given: Tree, below: At): Record<string, JsonSchema> =>
    // By entries: a property may be called as it likes.
    Object.fromEntries(
      Object.keys(given)
        .filter((name) => keyword !== 'properties' || !isHidden(root, given[name], below.direction))
        .map((name) => [name, convert(given[name], below)]),
    );

  return {
    convert: (schema, direction) => convert(schema, from(direction)),
    definitions: () => {
      for (let next = pending.pop(); next !== undefined; next = pending.pop())
        definitions[next.name] = convert(lookUp(root, next.pointer), from(next.direction));
      return definitions;
    },
    dangling: () => [...dangling],
  };
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
