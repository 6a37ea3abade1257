import type { CallableFacts } from '../../api/shapes.ts';
import { controlOf } from '../../schema-form/control.ts';
import { isRecord, settle, type Definitions } from '../../schema-form/settle.ts';
import type { NewStep } from './step-templates.ts';

const deepest = 4;

/** A value for an argument that must be there: empty, of its type, or what the schema says itself. */
const blank = (given: unknown, definitions: Definitions, depth: number): unknown => {
  const schema = settle(given, definitions);
  if (schema['default'] !== undefined) return schema['default'];
  const control = controlOf(schema, definitions);
  switch (control.kind) {
    case 'object':
      return depth >= deepest ? {} : required(schema, definitions, depth + 1);
    case 'map':
    case 'file':
      return {};
    case 'list':
      return [];
    case 'choice':
      return depth >= deepest ? null : blank(control.choices[0]?.schema, definitions, depth + 1);
    case 'options':
      return control.values[0] ?? '';
    case 'constant':
      return control.value;
    case 'number':
      return typeof schema['minimum'] === 'number' ? schema['minimum'] : 0;
    case 'yes-no':
      return false;
    case 'text':
      return '';
    case 'json':
      return schema['type'] === 'object' ? {} : schema['type'] === 'array' ? [] : '';
    default:
      return control satisfies never;
  }
};

const required = (schema: unknown, definitions: Definitions, depth: number): Record<string, unknown> => {
  const control = controlOf(schema, definitions);
  if (control.kind !== 'object') return {};
  return Object.fromEntries(
    control.properties
      .filter((one) => one.required)
      .map((one) => [one.name, blank(one.schema, definitions, depth)]),
  );
};

/** What must be given to it, laid out. */
export const requiredArguments = (schema: unknown): Readonly<Record<string, unknown>> => {
  const held = isRecord(schema) ? schema['$defs'] : undefined;
  return required(schema, isRecord(held) ? held : {}, 0);
};

/** What a step is called by what it does: `hubspot.create-contact` is `createContact`. */
export const nameOfCall = (callable: string): string => {
  const last = callable.split('.').at(-1) ?? callable;
  const name = last
    .replace(/[^A-Za-z0-9]+(.)?/g, (_all, letter: string | undefined) => letter?.toUpperCase() ?? '')
    .replace(/^[A-Z](?![A-Z])/, (letter) => letter.toLowerCase());
  return name === '' ? 'call' : name;
};

/** A call of an operation with what must be given to it. */
export const stepOfOperation = (name: string, facts: Pick<CallableFacts, 'input'> | null): NewStep => {
  const given = requiredArguments(facts?.input);
  return {
    name: nameOfCall(name),
    task: { call: name, ...(Object.keys(given).length > 0 && { with: given }) },
  };
};

export interface CalledFlow {
  readonly namespace: string;
  readonly name: string;
}

/** A run of another flow, always of the version that is in use then. */
export const stepOfFlow = (
  { namespace, name }: CalledFlow,
  facts: Pick<CallableFacts, 'input'> | null,
): NewStep => {
  const input = requiredArguments(facts?.input);
  return {
    name: nameOfCall(name),
    task: { run: { workflow: { namespace, name, version: 'latest', input } } },
  };
};
