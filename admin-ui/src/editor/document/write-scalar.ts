import { writeScalar } from '../../yaml/yaml.ts';
import type { ScalarStyle } from '../../yaml/yaml-node.ts';
import type { TextStyle } from './text-style.ts';

/** A value of one line, or of several under a `|`; as a person would write it. */

export interface ScalarPlace {
  readonly style: TextStyle;
  /** How far the lines of a text of several lines are indented; null where there can be only one line, in brackets. */
  readonly column: number | null;
  /** As it was written before. */
  readonly like?: ScalarStyle;
}

export const scalarText = (value: unknown, { style, column, like }: ScalarPlace): string => {
  if (typeof value !== 'string') return JSON.stringify(value ?? null);
  if (style.json || (column === null && like === 'double')) return JSON.stringify(value);
  if (column !== null && (value.includes('\n') || like === 'literal') && isPrintable(value))
    return literalText(value, column, style.newline);
  const fits = isPrintable(value) && !value.includes('\n');
  if (like === 'double') return JSON.stringify(value);
  const wish = like === 'single' || (like !== 'plain' && style.quoted && value.startsWith('${'));
  if (wish && fits && !value.includes('\t')) return `'${value.replaceAll("'", "''")}'`;
  return writeScalar(value, column === null);
};

export const keyText = (name: string, style: TextStyle, like?: ScalarStyle): string => {
  if (style.json || like === 'double') return JSON.stringify(name);
  if (like === 'single' && isPrintable(name) && !/[\n\t]/.test(name))
    return `'${name.replaceAll("'", "''")}'`;
  // `<<` means something else where it stands before a colon.
  return name === '<<' ? "'<<'" : writeScalar(name, true);
};

/** What stands in a text as it is. Others are written with an escape sign. */
const isPrintable = (value: string): boolean =>
  // eslint would have it otherwise: these are the signs that YAML does not take as they are.
  !/[^\t\n\u0020-\u007E\u00A0-\u2027\u202A-\uD7FF\uE000-\uFEFE\uFF00-\uFFFD\u{10000}-\u{10FFFF}]/u.test(
    value,
  );

const literalText = (value: string, column: number, newline: string): string => {
  const body = value.replace(/\n+$/, '');
  const ends = value.length - body.length;
  if (body === '' || body.split('\n').some((line) => line !== '' && line.trim() === ''))
    return JSON.stringify(value);
  const chomp = ends === 0 ? '-' : ends === 1 ? '' : '+';
  // Where the first line begins with a space, nobody could tell how far the others are indented.
  const sign = /^\n*[ \t]/.test(body) ? String(1) : '';
  if (sign !== '') return JSON.stringify(value);
  const pad = ' '.repeat(column);
  const lines = body.split('\n').map((line) => (line === '' ? '' : pad + line));
  return [`|${chomp}`, ...lines, ...Array<string>(Math.max(0, ends - 1)).fill('')].join(newline);
};
