import type { JsonSchema } from '../../core/connector.ts';
import { unescapeStep } from '../../core/json-pointer.ts';
import { isObject, own } from '../../core/schema/plain.ts';
import { inlineOnce } from './compact/inline-once.ts';
import { shrink, type Definitions, type Measure, type Shrunk } from './compact/shrink.ts';
import { withoutCircles } from './compact/without-circles.ts';
import { withoutDangling } from './compact/without-dangling.ts';

export interface CompactParts {
  readonly schema: JsonSchema;
  readonly definitions: Definitions;
  /** Bytes as JSON. What has to be given keeps the names of its outermost fields, whatever that takes. */
  readonly budget: number;
  /** What a model has to give is described where it is not written out; what it gets is left out. */
  readonly use?: 'input' | 'output';
}

export interface CompactSchema {
  readonly schema: JsonSchema;
  readonly bytes: number;
  /** JSON pointers to what says less than it did. */
  readonly cut: readonly string[];
}

const all = Number.POSITIVE_INFINITY;

/** What is given up one after the other, until it fits: first words, then what lies deepest. */
const measures: Readonly<Record<'input' | 'output', readonly Measure[]>> = {
  input: [
    { description: 400, depth: all },
    { description: 160, depth: all },
    ...[4, 3, 2].map((depth) => ({ description: 160, depth })),
    { description: 120, depth: 1 },
    { description: 100, depth: 0 },
    { description: 40, depth: 0 },
  ],
  output: [
    { description: 160, depth: all },
    { description: 60, depth: all },
    ...[all, 4, 3, 2, 1, 0].map((depth) => ({ description: 0, depth })),
  ],
};
const least: Measure = { description: 0, depth: 0 };

/**
 * A schema that stands alone and fits a budget: with the definitions that it reaches, circles kept as references. It accepts
 * all that the whole one accepts: calls are checked by that one, and no answer is refused for what was left out here.
 */
export const compactSchema = ({
  schema,
  definitions,
  budget,
  use = 'input',
}: CompactParts): CompactSchema => {
  const brought = isObject(schema) ? own(schema, '$defs') : undefined;
  const known = isObject(brought) ? { ...definitions, ...(brought as Definitions) } : definitions;
  const attempt = (measure: Measure, most: number): CompactSchema | undefined => {
    const shrunk = shrink({ schema, definitions: known, budget: most, isInput: use === 'input', ...measure });
    return shrunk === undefined ? undefined : joined(shrunk);
  };
  for (const measure of measures[use]) {
    const made = attempt(measure, budget);
    if (made !== undefined && made.bytes <= budget) return made;
  }
  return use === 'output' ? namesOnly(schema, known, budget) : (attempt(least, all) ?? anything);
};

const anything: CompactSchema = { schema: true, bytes: 4, cut: [''] };

const joined = (shrunk: Shrunk): CompactSchema => {
  const { schema, definitions } = inlineOnce(shrunk.schema, withoutCircles(shrunk.definitions));
  const hasDefinitions = isObject(schema) && Object.keys(definitions).length > 0;
  const whole = withoutDangling(hasDefinitions ? { ...schema, $defs: definitions } : schema);
  return { schema: whole, bytes: Buffer.byteLength(JSON.stringify(whole)), cut: shrunk.cut };
};

/** Of an answer with very many fields a model is told at least what the first of them are called. */
const namesOnly = (schema: JsonSchema, definitions: Definitions, budget: number): CompactSchema => {
  const properties: Record<string, JsonSchema> = {};
  let bytes = 40;
  for (const name of outermostNames(schema, definitions)) {
    bytes += Buffer.byteLength(JSON.stringify(name)) + 6;
    if (bytes > budget) break;
    if (name !== '__proto__') properties[name] = true;
  }
  if (Object.keys(properties).length === 0) return anything;
  const told = { type: 'object', properties };
  return { schema: told, bytes: Buffer.byteLength(JSON.stringify(told)), cut: [''] };
};

const outermostNames = (schema: JsonSchema, definitions: Definitions): readonly string[] => {
  const { $ref }: Readonly<Record<string, unknown>> = isObject(schema) ? schema : {};
  const isReference = typeof $ref === 'string' && $ref.startsWith('#/$defs/');
  const at = isReference ? definitions[unescapeStep($ref.slice('#/$defs/'.length))] : schema;
  const properties = isObject(at) && at['type'] === 'object' ? own(at, 'properties') : undefined;
  return isObject(properties) ? Object.keys(properties) : [];
};
