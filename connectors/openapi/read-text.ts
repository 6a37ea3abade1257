import { countJsonKeys } from '../../platform/count-json-keys.ts';
import { HubError } from '../../core/errors.ts';
import { describeRepeatedKeys, parseJson } from './json-text.ts';
import { decodeText } from './text-encoding.ts';
import { unfoldTree, weighTree } from './tree-limits.ts';
import { readYaml } from './yaml-text.ts';

export interface TextFacts {
  /** What the text is called in messages: a path, an address, "the document". */
  readonly name: string;
  /** Here goes what was odd about the text, for the person who imports. */
  readonly notes?: string[];
}

const maxTextBytes = 64 * 1024 * 1024;

/**
 * JSON or YAML, told apart by what it is: names and content types of real documents lie too often. The tree is plain
 * data that belongs to the caller alone: nothing in it is shared, it has no cycles, and it keeps the limits.
 */
export const readDocument = (given: Uint8Array | string, { name, notes = [] }: TextFacts): unknown => {
  if (given.length > maxTextBytes) {
    throw failed(
      name,
      `it is larger than ${maxTextBytes / 1024 / 1024} MB. Split it, or import a part of it.`,
    );
  }
  const { text, note } = typeof given === 'string' ? { text: given, note: undefined } : decodeText(given);
  if (note !== undefined) notes.push(note);
  return parse(text.replace(/^\uFEFF/, ''), { name, notes });
};

type Facts = Required<TextFacts>;

const parse = (text: string, facts: Facts): unknown => {
  const { name } = facts;
  const start = /\S/.exec(text)?.[0];
  if (start === undefined) throw failed(name, 'it is empty. Give the text of an OpenAPI document.');
  if (start === '<')
    throw failed(name, 'it is HTML or XML. Give the address of the document itself, not of a page about it.');
  if (text.includes('\0'))
    throw failed(name, 'it is no text. Give a JSON or YAML document, or a zip of them.');
  const json = start === '{' || start === '[' ? parseJson(text) : { fault: undefined };
  return 'tree' in json ? settleJson(json.tree, text, facts) : parseYaml(text, json.fault, facts);
};

const settleJson = (tree: unknown, text: string, { name, notes }: Facts): unknown => {
  const weighed = weighTree(tree, name);
  notes.push(...weighed.notes);
  if (countJsonKeys(text) !== weighed.properties) notes.push(...describeRepeatedKeys(text, 20));
  return tree;
};

/** What is nearly JSON (a comma too many, comments) is often good YAML, which takes braces too. */
const parseYaml = (text: string, jsonFault: string | undefined, { name, notes }: Facts): unknown => {
  const read = readYaml(text);
  if ('reason' in read) {
    const { reason, line, column } = read;
    const where = `${reason}, at line ${line}, column ${column}`;
    const told =
      jsonFault === undefined ? `not valid YAML: ${where}` : `neither JSON (${jsonFault}) nor YAML: ${where}`;
    throw new HubError(
      'import_failed',
      `Cannot read ${name}: it is ${told}. Correct it there and import it again.`,
      {
        details: { line, column },
      },
    );
  }
  if (jsonFault !== undefined) notes.push(`The text is not quite JSON (${jsonFault}); it was read as YAML.`);
  notes.push(...read.notes);
  const tree = read.shared ? unfoldTree(read.tree, name) : read.tree;
  notes.push(...weighTree(tree, name).notes);
  return tree;
};

const failed = (name: string, reason: string): HubError =>
  new HubError('import_failed', `Cannot read ${name}: ${reason}`);
