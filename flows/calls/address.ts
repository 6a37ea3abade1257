import { percent } from '../../core/percent.ts';
import { taskFault } from '../engine/fault.ts';
import { isFields, textIn, wrong, type Fields } from './given.ts';

/** `a{b}c` as texts and names in turn, texts first: `['a', 'b', 'c']`. */
type Pieces = readonly string[];

/** Addresses stand in flows, so they are few; one that an expression makes anew each time must not fill the memory. */
const mostKept = 1_000;
const kept = new Map<string, Pieces>();

const piecesOf = (template: string): Pieces => {
  const before = kept.get(template);
  if (before !== undefined) return before;
  const pieces = template.split(/\{([^{}]*)\}/);
  if (kept.size >= mostKept) kept.clear();
  kept.set(template, pieces);
  return pieces;
};

/**
 * The address with what `{name}` stands for: a property of the input, percent-encoded, as the DSL says (simple expansion
 * of RFC 6570). No value leads to another place than the address says: slashes are encoded, dot segments refused.
 */
export const fillAddress = (template: string, input: unknown): string => {
  if (!template.includes('{')) return template;
  const pieces = piecesOf(template);
  const values = isFields(input) ? input : {};
  let filled = pieces[0] ?? '';
  let dots = false;
  for (let at = 1; at < pieces.length; at += 2) {
    const text = valueText(values, pieces[at] ?? '');
    if (text === '.' || text === '..') dots = true;
    filled += text + (pieces[at + 1] ?? '');
  }
  if (dots && /\/(?:\.|%2e){1,2}(?:[/?#;]|$)/i.test(filled)) throw leadsElsewhere(template);
  return filled;
};

const valueText = (input: Fields, name: string): string => {
  const value = Object.hasOwn(input, name) ? input[name] : undefined;
  if (typeof value === 'string') return percent(value);
  if (value === undefined || value === null) return '';
  if (typeof value === 'object')
    throw taskFault(
      'expression',
      `{${name}} in the address stands for ${Array.isArray(value) ? 'a list' : 'an object'}; only texts, numbers and truth values can stand there.`,
    );
  return percent(JSON.stringify(value));
};

const leadsElsewhere = (template: string): Error =>
  taskFault(
    'expression',
    `A value for the address "${template.slice(0, 200)}" is "." or "..", which leads to another address.`,
  );

export interface Endpoint {
  readonly uri: string;
  /** A policy, as it stands in the document. */
  readonly authentication: unknown;
}

/** A text, or `{ uri, authentication }`. */
export const endpointIn = (fields: Fields, path: string): Endpoint => {
  const value = fields[path.slice(path.lastIndexOf('.') + 1)];
  if (typeof value === 'string' && value !== '') return { uri: value, authentication: undefined };
  if (!isFields(value)) throw wrong(path, value, 'an address, or an object with "uri"');
  return { uri: textIn(value, `${path}.uri`), authentication: value['authentication'] };
};
