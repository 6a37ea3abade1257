import { readYaml } from '../yaml/yaml.ts';

const fieldOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined;

/** What a flow takes, as its text says: `input.schema.document`. A flow that says nothing takes anything. */
export const inputOf = (text: string): unknown => {
  const read = readYaml(text);
  if ('mistake' in read) return {};
  return fieldOf(fieldOf(fieldOf(read.value, 'input'), 'schema'), 'document') ?? {};
};
