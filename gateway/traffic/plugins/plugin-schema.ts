import { z } from 'zod';
import { HubError, type Problem } from '../../../core/errors.ts';
import { unescapeStep } from '../../../core/json-pointer.ts';
import { isList, isObject, own, type PlainObject } from '../../../core/schema/plain.ts';
import { compileSchema } from '../../../core/schema/schema-set.ts';
import { without } from '../../../core/without.ts';
import { knownSchemas } from './known-schemas.ts';

/** The JSON Schema of a plug-in: for the check of a document, for the form, and for what is left out. */
export interface PluginSchema {
  /** Of an action, or of the parameters of a condition. */
  readonly form: z.ZodType<PlainObject>;
  /** With what the schema says of fields that are not there; a copy. */
  filled(value: PlainObject): PlainObject;
  problems(value: PlainObject): Problem[];
}

/** `always` are members that the check sees and nobody writes, such as the name of a condition. */
export const pluginSchema = (given: unknown, always: PlainObject = {}): PluginSchema => {
  if (given !== undefined && given !== null && !isObject(given))
    throw new HubError('input_invalid', 'Its schema must be a JSON Schema: an object.');
  const schema = given ?? {};
  const check = compileSchema(schema, { definitions: knownSchemas, formats: true });
  const filled = (value: PlainObject): PlainObject => {
    const copy = structuredClone(value) as Record<string, unknown>;
    fill(copy, schema, { root: schema, depth: 0 });
    return copy;
  };
  const problems = (value: PlainObject): Problem[] => check({ ...filled(value), ...always });
  const form = fieldsOf(schema, Object.keys(always), 0)
    .superRefine((value, context) => {
      for (const { path, message } of problems(value))
        context.addIssue({ code: 'custom', message, path: path.split('/').slice(1).map(unescapeStep) });
    })
    .meta(shown(schema, Object.keys(always)));
  return { form, filled, problems };
};

const deepest = 16;

/** Values are checked by the schema itself; this is for what has to be found in them: fields that hold secrets. */
const fieldsOf = (schema: PlainObject, leftOut: readonly string[], depth: number) => {
  const properties = own(schema, 'properties');
  const fields = isObject(properties) ? Object.entries(properties) : [];
  return z.looseObject(
    Object.fromEntries(
      fields
        .filter(([name]) => !leftOut.includes(name))
        .map(([name, field]) => [name, fieldOf(field, depth + 1).optional()]),
    ),
  );
};

const fieldOf = (field: unknown, depth: number): z.ZodType => {
  if (isSecret(field)) return z.unknown().meta({ secret: true });
  if (!isObject(field) || !isObject(own(field, 'properties')) || depth > deepest) return z.unknown();
  return z.union([fieldsOf(field, [], depth), z.unknown()]);
};

const isSecret = (field: unknown): boolean =>
  isObject(field) &&
  (own(field, 'secret') === true || own(field, 'writeOnly') === true || own(field, 'format') === 'password');

/** As forms read it. */
const shown = (schema: PlainObject, leftOut: readonly string[]): Record<string, unknown> => {
  const required = own(schema, 'required');
  const properties = own(schema, 'properties');
  return {
    ...without(schema as Record<string, unknown>, ['$id', '$schema', 'id', '$async', 'secret']),
    type: 'object',
    ...(isList(required) && { required: required.filter((name) => !leftOut.includes(String(name))) }),
    ...(isObject(properties) && {
      properties: Object.fromEntries(
        Object.entries(properties)
          .filter(([name]) => !leftOut.includes(name))
          .map(([name, field]) => [name, marked(field, 0)]),
      ),
    }),
  };
};

const marked = (field: unknown, depth: number): unknown => {
  if (!isObject(field) || depth > deepest) return field;
  const properties = own(field, 'properties');
  return {
    ...field,
    ...(isSecret(field) && { secret: true }),
    ...(isObject(properties) && {
      properties: Object.fromEntries(
        Object.entries(properties).map(([name, inner]) => [name, marked(inner, depth + 1)]),
      ),
    }),
  };
};

interface Filling {
  readonly root: PlainObject;
  readonly depth: number;
}

const fill = (value: unknown, schema: unknown, { root, depth }: Filling): void => {
  if (!isObject(schema) || depth > deepest) return;
  const deeper = { root, depth: depth + 1 };
  const reference = own(schema, '$ref');
  if (typeof reference === 'string') fill(value, referred(reference, root), deeper);
  const all = own(schema, 'allOf');
  if (isList(all)) for (const one of all) fill(value, one, deeper);
  const items = own(schema, 'items');
  if (isList(value) && isObject(items)) for (const item of value) fill(item, items, deeper);
  const properties = own(schema, 'properties');
  if (!isObject(value) || !isObject(properties)) return;
  const target = value as Record<string, unknown>;
  for (const [name, field] of Object.entries(properties)) {
    if (!isObject(field)) continue;
    const preset = own(field, 'default');
    if (own(target, name) === undefined && preset !== undefined) target[name] = structuredClone(preset);
    fill(own(target, name), field, deeper);
  }
};

/** Within the schema itself, or one of express-gateway's. */
const referred = (reference: string, root: PlainObject): unknown => {
  if (reference.startsWith('#/'))
    return reference
      .slice(2)
      .split('/')
      .reduce<unknown>((at, step) => (isObject(at) ? own(at, unescapeStep(step)) : undefined), root);
  const base = own(root, '$id');
  const href = URL.parse(reference, typeof base === 'string' ? base : undefined)?.href;
  return Object.values(knownSchemas).find((known) => isObject(known) && own(known, '$id') === href);
};
