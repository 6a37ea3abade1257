import { CORE_SCHEMA, dump, load, YAMLException } from 'js-yaml';

/** YAML comes in here only. The core schema knows no dates: `2020-01-01` stays the text that it is. */
const schema = CORE_SCHEMA;

export const writeYaml = (value: unknown): string => {
  const bare = value === undefined || (typeof value === 'object' && Object.keys(value ?? {}).length === 0);
  return bare ? '' : dump(value, { schema, lineWidth: 100, noRefs: true });
};

export interface YamlMistake {
  readonly line: number;
  readonly column: number;
  readonly reason: string;
}

export type YamlRead = { readonly value: unknown } | { readonly mistake: YamlMistake };

export const readYaml = (text: string): YamlRead => {
  try {
    return { value: text.trim() === '' ? {} : load(text, { schema }) };
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    const { line = 0, column = 0 } = error.mark ?? {};
    return { mistake: { line: line + 1, column: column + 1, reason: error.reason } };
  }
};
