import type { JsonSchema } from '../../core/connector.ts';
import { unescapeStep } from '../../core/json-pointer.ts';
import type { FlowDocument } from '../document/model.ts';

/** Finds in a value what must stay out of the journal. */
export type FindSensitive = (value: unknown) => readonly unknown[];

/** `x-sensitive` of the flow's input schema, and what `metadata.sensitive` names: pointers, or names of fields anywhere. */
export const sensitiveInput = ({
  input,
  sensitive,
}: Pick<FlowDocument, 'input' | 'sensitive'>): FindSensitive | null => {
  const pointers = sensitive.filter((one) => one.startsWith('/')).map(stepsOf);
  const names = new Set(sensitive.filter((one) => !one.startsWith('/')));
  const marked = input.schema === undefined ? [] : markedIn(input.schema, []);
  if (pointers.length === 0 && names.size === 0 && marked.length === 0) return null;
  return (value) => [
    ...[...pointers, ...marked].flatMap((steps) => at(value, steps)),
    ...(names.size === 0 ? [] : named(value, names)),
  ];
};

/** The fields of that name, wherever they are: asked of everything that a run gets. */
export const sensitiveFields = ({ sensitive }: Pick<FlowDocument, 'sensitive'>): FindSensitive | null => {
  const names = new Set(sensitive.filter((one) => !one.startsWith('/')));
  return names.size === 0 ? null : (value) => named(value, names);
};

export const atPointers = (value: unknown, pointers: readonly string[]): readonly unknown[] =>
  pointers.flatMap((pointer) => at(value, stepsOf(pointer)));

const stepsOf = (pointer: string): string[] => pointer.split('/').slice(1).map(unescapeStep);

/** `*` stands for every element of an array. */
const every = '*';
const deepest = 20;

const markedIn = (schema: JsonSchema, path: readonly string[]): string[][] => {
  if (typeof schema === 'boolean' || path.length > deepest) return [];
  if (schema['x-sensitive'] === true) return [[...path]];
  const properties = (schema['properties'] ?? {}) as Readonly<Record<string, JsonSchema>>;
  const items = schema['items'] as JsonSchema | undefined;
  return [
    ...Object.entries(properties).flatMap(([name, one]) => markedIn(one, [...path, name])),
    ...(typeof items === 'object' ? markedIn(items, [...path, every]) : []),
    ...['allOf', 'anyOf', 'oneOf'].flatMap((word) =>
      Array.isArray(schema[word]) ? (schema[word] as JsonSchema[]).flatMap((one) => markedIn(one, path)) : [],
    ),
  ];
};

const at = (value: unknown, [step, ...rest]: readonly string[]): unknown[] => {
  if (step === undefined) return value === null || value === undefined ? [] : [value];
  if (typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) {
    const items: readonly unknown[] = value;
    if (step === every || step === '-') return items.flatMap((one) => at(one, rest));
    return at(items[Number(step)], rest);
  }
  return Object.hasOwn(value, step) ? at((value as Record<string, unknown>)[step], rest) : [];
};

const named = (value: unknown, names: ReadonlySet<string>): unknown[] => {
  if (typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) return (value as readonly unknown[]).flatMap((one) => named(one, names));
  return Object.entries(value).flatMap(([name, one]): unknown[] =>
    names.has(name) ? [one as unknown] : named(one, names),
  );
};
