import { escapeStep, unescapeStep } from '../../../core/json-pointer.ts';
import { isList, isObject } from '../../../core/schema/plain.ts';
import { openYaml, type YamlNode } from '../../../platform/yaml.ts';
import type { DocumentProblem } from './problems.ts';

/** A text of YAML (or JSON, which it contains) as plain data, and where each value stands in it. */
export interface YamlReading {
  readonly value: unknown;
  /** Empty when all is well. */
  readonly problems: readonly DocumentProblem[];
  /** The same problem with the line that its pointer leads to, or what stands nearest around it. */
  located(problem: DocumentProblem): DocumentProblem;
}

const deepest = 64;
const mostValues = 50_000;
const mostCharacters = 1_048_576;

export interface YamlWords {
  /** What stands for a text in the file; null leaves it as it is. Where it stands without quotes, it is read as YAML again. */
  replace?(text: string, at: string): string | null;
}

/** Never throws. Anchors and merge keys are written out, up to a bound: ten lines can say something a billion times. */
export const readYaml = (text: string, words: YamlWords = {}): YamlReading => {
  const wrong = (message: string, at: object = { line: 1, column: 1 }): YamlReading => ({
    value: null,
    problems: [{ path: '', message, ...at }],
    located: (problem) => problem,
  });
  if (text.length > mostCharacters) return wrong(`The text is longer than ${mostCharacters} characters.`);
  const yaml = openYaml(text, deepest);
  if ('reason' in yaml)
    return wrong(`This is no YAML: ${yaml.reason}.`, { line: yaml.line, column: yaml.column });
  const made = yaml.construct({ repeated: 'refuse', maxMergedKeys: mostValues });
  if ('reason' in made)
    return wrong(`This is no YAML: ${made.reason}.`, { line: made.line, column: made.column });
  if (made.length > 1) return wrong('The text holds more than one document. Put one into each file.');
  const root = yaml.nodes()[0] ?? null;
  const located = locator(text, root);
  const problems: DocumentProblem[] = [];
  const value = plain(made[0] ?? null, { words, problems, isPlain: (at) => isPlainText(root, at) });
  return { value, problems: problems.map(located), located };
};

interface Copying {
  readonly words: YamlWords;
  readonly problems: DocumentProblem[];
  readonly isPlain: (at: string) => boolean;
}

/** Each place gets a value of its own. */
const plain = (given: unknown, { words, problems, isPlain }: Copying): unknown => {
  let values = 0;
  const copy = (value: unknown, at: string, depth: number): unknown => {
    values += 1;
    if (values > mostValues || depth > deepest) {
      if (problems.every(({ message }) => message !== tooMuch)) problems.push({ path: at, message: tooMuch });
      return null;
    }
    if (typeof value === 'string') return text(value, at);
    if (isList(value)) return value.map((item, index) => copy(item, `${at}/${index}`, depth + 1));
    if (!isObject(value)) return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, inner]) => [
        words.replace?.(name, at) ?? name,
        copy(inner, `${at}/${escapeStep(name)}`, depth + 1),
      ]),
    );
  };
  const text = (value: string, at: string): unknown => {
    const replaced = words.replace?.(value, at) ?? null;
    if (replaced === null) return value;
    if (replaced.includes('\n') || !isPlain(at)) return replaced;
    const again = openYaml(replaced, deepest);
    const made = 'reason' in again ? again : again.construct({ repeated: 'refuse', maxMergedKeys: 0 });
    return 'reason' in made ? replaced : (made[0] ?? null);
  };
  return copy(given, '', 0);
};

const tooMuch = `The text has more than ${mostValues} values, with anchors written out, or more than ${deepest} levels.`;

const isPlainText = (root: YamlNode | null, at: string): boolean => {
  const { node, whole } = nodeAt(root, at);
  return whole && node?.kind === 'scalar' && node.plain;
};

const locator = (text: string, root: YamlNode | null): YamlReading['located'] => {
  let starts: number[] | undefined;
  return (problem) => {
    if (problem.line !== undefined) return problem;
    starts ??= [0, ...[...text.matchAll(/\r\n|\n|\r/g)].map(({ index, 0: end }) => index + end.length)];
    const { node, key } = nodeAt(root, problem.path);
    const offset = Math.min((key ?? node)?.start ?? 0, text.length);
    const line = Math.max(
      0,
      starts.findLastIndex((start) => start <= offset),
    );
    return { ...problem, line: line + 1, column: offset - (starts[line] ?? 0) + 1 };
  };
};

interface Found {
  readonly node: YamlNode | null;
  /** What stands before it, of a field. */
  readonly key: YamlNode | null;
  readonly whole: boolean;
}

const nodeAt = (root: YamlNode | null, pointer: string): Found => {
  const anchors = new Map<string, YamlNode>();
  let found: Found = { node: root, key: null, whole: true };
  for (const step of pointer.split('/').slice(1).map(unescapeStep)) {
    const node = found.node === null ? null : behind(found.node, root, anchors);
    const next = node === null ? undefined : below(node, step);
    if (next === undefined) return { ...found, whole: false };
    found = next;
  }
  return found;
};

const below = (node: YamlNode, step: string): Found | undefined => {
  if (node.kind === 'list') {
    const item = /^\d+$/.test(step) ? node.items[Number(step)] : undefined;
    return item === undefined ? undefined : { node: item, key: null, whole: true };
  }
  if (node.kind !== 'map') return undefined;
  const entry = node.entries.find(({ key }) => key.kind === 'scalar' && key.text === step);
  return entry === undefined ? undefined : { node: entry.value, key: entry.key, whole: true };
};

/** What an alias stands for. */
const behind = (node: YamlNode, root: YamlNode | null, anchors: Map<string, YamlNode>): YamlNode | null => {
  if (node.kind !== 'alias') return node;
  if (anchors.size === 0 && root !== null) gather(root, anchors);
  return anchors.get(node.name) ?? null;
};

const gather = (root: YamlNode, anchors: Map<string, YamlNode>): void => {
  const open: YamlNode[] = [root];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (node.kind === 'alias') continue;
    if (node.anchor !== null) anchors.set(node.anchor, node);
    if (node.kind === 'list') open.push(...node.items);
    if (node.kind === 'map') open.push(...node.entries.flatMap(({ key, value }) => [key, value]));
  }
};
