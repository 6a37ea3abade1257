import type { JsonSchema } from '../../core/connector.ts';
import { isObject, own } from '../../core/schema/plain.ts';
import type { Callable } from '../../core/ports.ts';
import type { ArgumentSpec, ToolSpec } from './content.ts';

/** One argument of the operation, and where its value comes from. */
export interface ToolArgument {
  /** As the operation calls it. */
  readonly name: string;
  /** As the model does; null: it does not know of it. */
  readonly shown: string | null;
  readonly spec: ArgumentSpec;
}

/** What a toolset makes of the arguments of an operation. */
export interface ToolArguments {
  /** As the model sees them, definitions left aside. */
  readonly schema: JsonSchema;
  /** Empty where the toolset leaves them as they are. */
  readonly settled: readonly ToolArgument[];
}

/** What the operation takes by name, as far as its schema says so. */
export const propertiesOf = (input: JsonSchema): Readonly<Record<string, unknown>> => {
  const properties = isObject(input) ? own(input, 'properties') : undefined;
  return isObject(properties) ? properties : {};
};

export const requiredIn = (input: JsonSchema): readonly string[] => {
  const required = isObject(input) ? own(input, 'required') : undefined;
  return Array.isArray(required) ? required.filter((name) => typeof name === 'string') : [];
};

const isSeen = ({ hide, fixed }: ArgumentSpec): boolean => hide !== true && fixed === undefined;

/** Of a schema whose arguments are changed these words go: what they say by name is not so any more. Calls are checked by all of it. */
const kept = ['type', 'title', 'description', 'additionalProperties', '$defs', 'definitions', '$schema'];

export const planArguments = (spec: ToolSpec, { input }: Pick<Callable, 'input'>): ToolArguments => {
  const settled = Object.entries(spec.arguments).map(([name, argument]) => ({
    name,
    shown: isSeen(argument) ? (argument.rename ?? name) : null,
    spec: argument,
  }));
  if (settled.length === 0) return { schema: input, settled };
  const given = propertiesOf(input);
  const byName = new Map(settled.map((argument) => [argument.name, argument]));
  const properties: Record<string, unknown> = {};
  for (const [name, schema] of Object.entries(given)) {
    const argument = byName.get(name);
    if (argument === undefined) properties[name] = schema;
    else if (argument.shown !== null) properties[argument.shown] = described(schema, argument.spec);
  }
  const required = new Set(requiredIn(input));
  for (const { name, spec: argument } of settled) {
    if (argument.required === true) required.add(name);
    if (argument.default !== undefined) required.delete(name);
  }
  const shownAs = (name: string): readonly string[] => {
    const argument = byName.get(name);
    return argument === undefined ? [name] : argument.shown === null ? [] : [argument.shown];
  };
  const about = isObject(input)
    ? Object.fromEntries(kept.flatMap((word) => (Object.hasOwn(input, word) ? [[word, input[word]]] : [])))
    : {};
  const asked = [...required].flatMap(shownAs);
  return {
    schema: { ...about, type: 'object', properties, ...(asked.length > 0 && { required: asked }) },
    settled,
  };
};

const described = (schema: unknown, { description, default: fallback }: ArgumentSpec): unknown => {
  if (description === undefined && fallback === undefined) return schema;
  return {
    ...(isObject(schema) ? schema : {}),
    ...(description !== undefined && { description }),
    ...(fallback !== undefined && { default: fallback }),
  };
};
