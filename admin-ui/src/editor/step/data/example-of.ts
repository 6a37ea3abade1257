import { controlOf } from '../../../schema-form/control.ts';
import { isRecord, settle, type Definitions } from '../../../schema-form/settle.ts';

const deepest = 6;

/** A value as a schema describes it: to try expressions on while nothing has run. */
export const exampleOf = (schema: unknown): unknown => {
  const held = isRecord(schema) ? schema['$defs'] : undefined;
  return example(schema, isRecord(held) ? held : {}, 0);
};

const example = (given: unknown, definitions: Definitions, depth: number): unknown => {
  const schema = settle(given, definitions);
  const { default: usual, examples, example: one } = schema;
  if (usual !== undefined) return usual;
  if (Array.isArray(examples) && examples.length > 0) return examples[0] as unknown;
  if (one !== undefined) return one;
  const control = controlOf(schema, definitions);
  switch (control.kind) {
    case 'object':
      if (depth >= deepest) return {};
      return Object.fromEntries(
        control.properties.map((part) => [part.name, example(part.schema, definitions, depth + 1)]),
      );
    case 'map':
      return {};
    case 'list':
      return depth >= deepest ? [] : [example(control.items, definitions, depth + 1)];
    case 'choice':
      return depth >= deepest ? null : example(control.choices[0]?.schema, definitions, depth + 1);
    case 'options':
      return control.values[0] ?? null;
    case 'constant':
      return control.value;
    case 'text':
      return textExample(control.format);
    case 'number':
      return typeof schema['minimum'] === 'number' ? schema['minimum'] : 1;
    case 'yes-no':
      return true;
    case 'file':
    case 'json':
      return null;
    default:
      return control satisfies never;
  }
};

const texts: Readonly<Record<string, string>> = {
  'date-time': '2026-01-31T08:30:00Z',
  date: '2026-01-31',
  time: '08:30:00Z',
  email: 'ada@example.com',
  uri: 'https://example.com',
  uuid: '00000000-0000-4000-8000-000000000000',
};

const textExample = (format: string | undefined): string => texts[format ?? ''] ?? 'text';
