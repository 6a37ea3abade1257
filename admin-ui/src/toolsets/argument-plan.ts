import type { ArgumentSpec } from '../api/shapes.ts';
import { isRecord, settle, type Definitions } from '../schema-form/settle.ts';

/** Who says what an argument is. */
export const argumentSources = ['model', 'value', 'fact', 'hidden'] as const;
export type ArgumentSource = (typeof argumentSources)[number];

export const sourceOf = ({ fixed, hide }: ArgumentSpec): ArgumentSource =>
  fixed === undefined ? (hide === true ? 'hidden' : 'model') : 'value' in fixed ? 'value' : 'fact';

/** What the hub knows of callers by itself, or a token for a conversation says. */
export const facts = [
  ...['contactId', 'phone', 'interactionId', 'agent', 'userId', 'email', 'name', 'space'],
] as const;

export interface Argument {
  readonly name: string;
  readonly schema: Readonly<Record<string, unknown>>;
  readonly required: boolean;
  readonly type: string;
  readonly description: string;
}

const textOf = (value: unknown, otherwise: string): string => (typeof value === 'string' ? value : otherwise);

/** The arguments of an operation, and those that the toolset names and the operation does not have. */
export const argumentsOf = (input: unknown, named: readonly string[]): readonly Argument[] => {
  const definitions: Definitions = isRecord(input) && isRecord(input['$defs']) ? input['$defs'] : {};
  const settled = settle(input, definitions);
  const properties = isRecord(settled['properties']) ? settled['properties'] : {};
  const required = Array.isArray(settled['required']) ? settled['required'] : [];
  const own = Object.entries(properties).map(([name, given]): Argument => {
    const schema = settle(given, definitions);
    const { description, type, enum: choices } = schema;
    return {
      ...{ name, schema, required: required.includes(name) },
      type: Array.isArray(choices) ? 'enum' : Array.isArray(type) ? type.join(' | ') : textOf(type, 'any'),
      description: textOf(description, ''),
    };
  });
  const unknown = named
    .filter((name) => !Object.hasOwn(properties, name))
    .map((name): Argument => ({ name, schema: {}, required: false, type: '?', description: '' }));
  return [...own.toSorted((one, other) => Number(other.required) - Number(one.required)), ...unknown];
};
