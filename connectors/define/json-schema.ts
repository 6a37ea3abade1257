import { z } from 'zod';
import type { JsonSchema } from '../../core/connector.ts';
import { HubError } from '../../core/errors.ts';

type ObjectSchema = { readonly [keyword: string]: unknown };

export interface SharedSchemas {
  /** What travels, before zod would change it: defaults are not there yet, further properties may be. */
  convert(schema: z.ZodType, what: string): JsonSchema;
  /** All that carry a name (`.meta({ id })`), and those that hold themselves. */
  definitions(): Readonly<Record<string, JsonSchema>>;
}

const prefix = '#/$defs/';

/** The zod schemas of one connector as JSON Schema 2020-12, what has a name in one place. */
export const openSharedSchemas = (): SharedSchemas => {
  const shared = new Map<string, string>();
  return {
    convert: (schema, what) => {
      const { $defs = {}, ...own } = toJson(schema, what);
      const named = Object.entries($defs as Record<string, ObjectSchema>);
      const names = new Map(named.map(([name, value]) => [name, freeName(shared, name, value)]));
      for (const [name, value] of named)
        shared.set(names.get(name) ?? name, JSON.stringify(renamed(value, names)));
      return renamed(own, names) as JsonSchema;
    },
    definitions: () =>
      Object.fromEntries([...shared].map(([name, text]) => [name, JSON.parse(text) as JsonSchema])),
  };
};

/** Schemas that hold themselves and have no name are called alike by zod in every operation. */
const freeName = (shared: ReadonlyMap<string, string>, name: string, value: ObjectSchema): string => {
  for (let number = 1; ; number++) {
    const candidate = number === 1 ? name : `${name}_${number}`;
    const text = JSON.stringify(renamed(value, new Map([[name, candidate]])));
    const before = shared.get(candidate);
    if (before === undefined || before === text) return candidate;
  }
};

const renamed = (value: unknown, names: ReadonlyMap<string, string>): unknown => {
  if (Array.isArray(value)) return value.map((item) => renamed(item, names));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      key === '$ref' && typeof inner === 'string' && inner.startsWith(prefix)
        ? prefix + (names.get(inner.slice(prefix.length)) ?? inner.slice(prefix.length))
        : renamed(inner, names),
    ]),
  );
};

const toJson = (schema: z.ZodType, what: string): ObjectSchema => {
  try {
    const converted = z.toJSONSchema(schema, {
      target: 'draft-2020-12',
      io: 'input',
      override: ({ jsonSchema }) => tidy(jsonSchema as Record<string, unknown>),
    });
    const plain = JSON.parse(JSON.stringify(converted)) as Record<string, unknown>;
    delete plain['$schema'];
    return plain;
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new HubError(
      'connector_invalid',
      `${what} cannot be said in JSON Schema: ${why}. Use types that JSON has; a date is z.iso.datetime().`,
      { cause },
    );
  }
};

/** Patterns behind a format, and the bounds of what JavaScript can count to, help neither people nor models. */
const tidy = (schema: Record<string, unknown>): void => {
  if (schema['format'] !== undefined) delete schema['pattern'];
  if (schema['minimum'] === Number.MIN_SAFE_INTEGER) delete schema['minimum'];
  if (schema['maximum'] === Number.MAX_SAFE_INTEGER) delete schema['maximum'];
  if (schema['type'] === 'object' && isAnyText(schema['propertyNames'])) delete schema['propertyNames'];
};

const isAnyText = (names: unknown): boolean => JSON.stringify(names) === '{"type":"string"}';
