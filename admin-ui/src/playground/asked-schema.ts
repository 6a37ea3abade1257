import type { FieldWords } from '../schema-form/form-context.ts';
import { pointerTo } from '../schema-form/pointer.ts';
import { isRecord } from '../schema-form/settle.ts';

/** What a form is asked for, in the words that forms here know: older servers name choices in a list of their own. */
export const askedSchema = (given: unknown): Readonly<Record<string, unknown>> => {
  const schema = isRecord(given) ? given : {};
  const properties = isRecord(schema['properties']) ? schema['properties'] : {};
  return {
    ...schema,
    type: 'object',
    properties: Object.fromEntries(
      Object.entries(properties).map(([name, property]) => [name, withTitles(property)]),
    ),
  };
};

const withTitles = (property: unknown): unknown => {
  if (!isRecord(property)) return property;
  const { enum: values, enumNames: names, ...rest } = property;
  if (!Array.isArray(values) || !Array.isArray(names)) return property;
  const titles: readonly unknown[] = names;
  return {
    ...rest,
    oneOf: values.map((value: unknown, at) => ({ const: value, title: titles[at] ?? value })),
  };
};

/** A field of such a form is called by its title; its name is for the server. */
export const askedWords = (schema: unknown, pointer: string): FieldWords | undefined => {
  const properties = isRecord(schema) && isRecord(schema['properties']) ? schema['properties'] : {};
  const property = Object.entries(properties).find(([name]) => pointerTo('', name) === pointer)?.[1];
  if (!isRecord(property) || typeof property['title'] !== 'string') return undefined;
  const { title, description } = property;
  return { label: title, about: typeof description === 'string' ? description : undefined };
};

/** A form begins with what the server proposes: the protocol wants a person to see it before it is sent. */
export const proposed = (given: unknown): Readonly<Record<string, unknown>> => {
  const { properties } = askedSchema(given);
  return Object.fromEntries(
    Object.entries(isRecord(properties) ? properties : {}).flatMap(([name, property]) =>
      isRecord(property) && property['default'] !== undefined ? [[name, property['default']]] : [],
    ),
  );
};
