import { isList, isObject } from '../../../core/schema/plain.ts';

/** Plain data as YAML that people read and compare: one value a line, texts in quotes only where they need them. */
export const writeYaml = (value: unknown): string => {
  if (isList(value) && value.length > 0) return `${block(value, '').join('\n')}\n`;
  if (isObject(value) && Object.keys(value).length > 0) return `${block(value, '').join('\n')}\n`;
  return `${scalar(value)}\n`;
};

const block = (value: unknown, indent: string): string[] => {
  if (isList(value)) return value.flatMap((item) => listItem(item, indent));
  if (!isObject(value)) return [`${indent}${scalar(value)}`];
  return Object.entries(value)
    .filter(([, inner]) => inner !== undefined)
    .flatMap(([name, inner]) => field(name, inner, indent));
};

const field = (name: string, value: unknown, indent: string): string[] => {
  const key = `${indent}${scalar(name)}:`;
  if (isFilled(value)) return [key, ...block(value, `${indent}  `)];
  if (typeof value === 'string' && isManyLines(value))
    return [`${key} ${literalHead(value)}`, ...literal(value, `${indent}  `)];
  return [`${key} ${scalar(value)}`];
};

const listItem = (value: unknown, indent: string): string[] => {
  if (typeof value === 'string' && isManyLines(value))
    return [`${indent}- ${literalHead(value)}`, ...literal(value, `${indent}  `)];
  if (!isFilled(value)) return [`${indent}- ${scalar(value)}`];
  const [first = '', ...rest] = block(value, `${indent}  `);
  return [`${indent}- ${first.slice(indent.length + 2)}`, ...rest];
};

const isFilled = (value: unknown): boolean =>
  isList(value) ? value.length > 0 : isObject(value) && Object.keys(value).length > 0;

/** Certificates and programs. What a block cannot say as it is goes into quotes. */
const isManyLines = (text: string): boolean =>
  /\n/.test(text.trimEnd()) &&
  /^\S/.test(text) &&
  !/[^\n\u0020-\u007e\u00a0-\ud7ff\ue000-\ufefe]|[ \t]\n|[ \t]$|\n\n$/.test(text);

const literalHead = (text: string): string => (text.endsWith('\n') ? '|' : '|-');

const literal = (text: string, indent: string): string[] =>
  text
    .replace(/\n$/, '')
    .split('\n')
    .map((line) => (line === '' ? '' : `${indent}${line}`));

const scalar = (value: unknown): string => {
  if (typeof value === 'string') return isBare(value) ? value : inQuotes(value);
  return value === undefined ? 'null' : JSON.stringify(value);
};

/** Nothing that any reader of YAML takes for something else than this text. */
const isBare = (text: string): boolean =>
  /^[A-Za-z/_][A-Za-z0-9_./-]*(?: [A-Za-z0-9_./-]+)*$/.test(text) &&
  text.length <= 200 &&
  !/^(?:true|false|null|yes|no|on|off|y|n|nan|inf)$/i.test(text);

/** Signs that YAML takes for unprintable are written as codes, as JSON writes the others. */
const inQuotes = (text: string): string =>
  JSON.stringify(text).replace(
    /[\u007f-\u00a0\u2028\u2029\ufeff\ufffe\uffff]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
