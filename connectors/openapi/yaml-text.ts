import { openYaml, type YamlFault, type YamlText } from '../../platform/yaml.ts';
import { treeLimits } from './tree-limits.ts';

const mergedKeys = 200_000;

export interface YamlRead {
  readonly tree: unknown;
  /** Something stands at more than one place, or inside of itself. */
  readonly shared: boolean;
  readonly notes: readonly string[];
}

export const readYaml = (text: string): YamlRead | YamlFault => {
  const notes: string[] = [];
  const yaml = openYaml(text, treeLimits.depth);
  if ('reason' in yaml) return yaml;
  const documents = lastWins(yaml, notes);
  if ('reason' in documents) return documents;
  const [tree, ...others] = documents;
  if (others.length > 0)
    notes.push(`The text holds ${others.length + 1} YAML documents; the first one was read.`);
  return { tree, shared: yaml.shared, notes };
};

/** A key written twice is a mistake worth a note, but no reason to refuse the other thousand lines. */
const lastWins = (yaml: YamlText, notes: string[]): readonly unknown[] | YamlFault => {
  const documents = yaml.construct({ repeated: 'refuse', maxMergedKeys: mergedKeys });
  if (!('reason' in documents) || !documents.reason.startsWith('duplicated mapping key')) return documents;
  const { line, column } = documents;
  notes.push(`A key is written twice, first at line ${line}, column ${column}; the last one counts.`);
  return yaml.construct({ repeated: 'last', maxMergedKeys: mergedKeys });
};
