import { canonical } from '../../core/schema/canonical.ts';
import { openYaml, type YamlNode } from '../../platform/yaml.ts';
import { flowLimits } from '../document/limits.ts';
import { openPlaces } from '../document/places.ts';
import { openReport, type FlowProblem } from '../document/report.ts';
import { plainTree } from '../document/tree.ts';
import { isFields } from '../document/words.ts';
import { variableName, variableNameRule, type VariableValues } from './variable-set.ts';

/** Variables as a file, for people and for git: `NAME: value`, one after the other, where a value is any JSON. */

export interface VariablesReading {
  readonly values: VariableValues;
  readonly problems: readonly FlowProblem[];
}

/** Never throws. A file that says nothing has none. */
export const readVariables = (text: string): VariablesReading => {
  const nothing = (message: string, at = { line: 1, column: 1 }): VariablesReading => ({
    values: {},
    problems: [{ path: '', message, ...at }],
  });
  const yaml = openYaml(text, flowLimits.depth);
  if ('reason' in yaml) return nothing(`This is no YAML: ${yaml.reason}.`, yaml);
  const [root = null, ...others] = yaml.nodes();
  if (others.length > 0) return nothing('The text holds more than one document.');
  if (root === null) return { values: {}, problems: [] };
  const report = openReport();
  const { value, aliases } = plainTree(root, report);
  if (value !== null && !isFields(value)) return nothing('Variables are fields: "NAME: value" for each.');
  for (const name of Object.keys(value ?? {})) {
    if (!variableName.test(name))
      report.add({
        path: `/${name}`,
        part: 'key',
        message: `"${name.slice(0, 60)}" is no name of a variable: it ${variableNameRule}.`,
      });
  }
  return { values: value ?? {}, problems: report.problems(openPlaces(text, root, aliases)) };
};

export const sameValue = (one: unknown, other: unknown): boolean =>
  canonicalText(one) === canonicalText(other);

const canonicalText = (value: unknown): string =>
  canonical(value, { fuel: Number.POSITIVE_INFINITY }) ?? JSON.stringify(value);

/** The same values are the same text. */
export const variablesText = (values: VariableValues): string =>
  Object.keys(values)
    .sort()
    .map((name) => lineOf(name, values[name]))
    .join('');

/** JSON is YAML, but for some signs that YAML takes for unprintable. */
const lineOf = (name: string, value: unknown): string => {
  const json = JSON.stringify(value).replace(
    /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return `${name}: ${json}\n`;
};

/** The text with other values: what is the same stays as it was written, with the comments around it. */
export const withValues = (text: string, values: VariableValues): string => {
  const entries = entriesIn(text);
  if (entries === null) return variablesText(values);
  const before = readVariables(text).values;
  const lines = text.split('\n');
  const kept: string[] = [];
  let line = 0;
  for (const { name, from, to } of entries) {
    kept.push(...lines.slice(line, from));
    if (Object.hasOwn(values, name)) {
      if (sameValue(values[name], before[name])) kept.push(...lines.slice(from, to));
      else kept.push(lineOf(name, values[name]).trimEnd());
    }
    line = to;
  }
  kept.push(...lines.slice(line));
  const names = new Set(entries.map(({ name }) => name));
  const added = Object.fromEntries(Object.entries(values).filter(([name]) => !names.has(name)));
  const made = kept.join('\n');
  return `${made}${made === '' || made.endsWith('\n') ? '' : '\n'}${variablesText(added)}`;
};

interface Entry {
  readonly name: string;
  /** Its lines: the first one, and the one after the last. */
  readonly from: number;
  readonly to: number;
}

/** Null where the fields do not each begin a line, or stand for each other. */
const entriesIn = (text: string): readonly Entry[] | null => {
  const yaml = openYaml(text, flowLimits.depth);
  if ('reason' in yaml || yaml.shared || text.includes('\r')) return null;
  const [root = null] = yaml.nodes();
  if (root === null) return [];
  if (root.kind !== 'map') return null;
  const starts = root.entries.map(({ key }) => key.start);
  if (starts.some((start) => start > 0 && text[start - 1] !== '\n')) return null;
  const lines = text.split('\n');
  const lineAt = (offset: number): number => text.slice(0, offset).split('\n').length - 1;
  return root.entries.map(({ key }, at) => {
    const next = starts[at + 1];
    const from = lineAt(key.start);
    let to = next === undefined ? lines.length : lineAt(next);
    // Comments at the edge belong to what comes after them.
    while (to > from + 1 && /^(?:#.*|\s*)$/.test(lines[to - 1] ?? '')) to -= 1;
    return { name: nameOf(key), from, to };
  });
};

const nameOf = (key: YamlNode): string => (key.kind === 'scalar' ? key.text : '');
