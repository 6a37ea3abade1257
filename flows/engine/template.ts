import { escapeStep } from '../../core/json-pointer.ts';
import type { Surroundings } from './expression.ts';
import type { Evaluate } from './program.ts';

const whole = /^\s*\$\{([\s\S]*)\}\s*$/;

/** The jq inside of `${ … }`, or undefined for any other text. */
export const expressionIn = (text: string): string | undefined => {
  const source = whole.exec(text)?.[1];
  return source !== undefined && parts(text.trim()).length === 1 ? source.trim() : undefined;
};

/** One expression; what is wrong with it is kept with its path. */
export type Compile = (path: string, source: string, surroundings: Surroundings) => Evaluate;

interface TemplateParts {
  /** Where it stands in the document. */
  readonly path: string;
  readonly surroundings: Surroundings;
  readonly expression: Compile;
}

/** JSON with expressions in it, to a closure. What holds no expression is made once and shared. */
export const compileTemplate = (template: unknown, parts: TemplateParts): Evaluate => {
  const made = build(template, parts);
  return made ?? (() => template);
};

/** Null: it is the same every time. */
const build = (template: unknown, given: TemplateParts): Evaluate | null => {
  if (typeof template === 'string') return ofText(template, given);
  if (Array.isArray(template)) return ofArray(template, given);
  if (typeof template === 'object' && template !== null) return ofObject(template, given);
  return null;
};

const ofText = (text: string, { path, surroundings, expression }: TemplateParts): Evaluate | null => {
  if (!text.includes('${')) return null;
  const pieces = parts(text.trim());
  const [only] = pieces;
  if (pieces.length === 1 && only !== undefined) {
    return only.jq ? expression(path, only.text, surroundings) : null;
  }
  const made = parts(text).map((piece): Evaluate | string =>
    piece.jq ? expression(path, piece.text, surroundings) : piece.text,
  );
  return (data, frame, run) =>
    made.map((piece) => (typeof piece === 'string' ? piece : textOf(piece(data, frame, run)))).join('');
};

const textOf = (value: unknown): string =>
  value === null || value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value);

const ofArray = (items: readonly unknown[], given: TemplateParts): Evaluate | null => {
  const made = items.map(
    (item, at) => [item, build(item, { ...given, path: `${given.path}/${at}` })] as const,
  );
  if (made.every(([, one]) => one === null)) return null;
  return (data, frame, run) => made.map(([item, one]) => (one === null ? item : one(data, frame, run)));
};

const ofObject = (object: object, given: TemplateParts): Evaluate | null => {
  const entries = Object.entries(object).map(
    ([name, value]) =>
      [
        name,
        value as unknown,
        build(value, { ...given, path: `${given.path}/${escapeStep(name)}` }),
      ] as const,
  );
  if (entries.every(([, , made]) => made === null)) return null;
  return (data, frame, run) => {
    const result: Record<string, unknown> = {};
    for (const [name, value, made] of entries) {
      const one = made === null ? value : made(data, frame, run);
      // A field of this name would change the object's prototype instead.
      if (name === '__proto__')
        Object.defineProperty(result, name, {
          value: one,
          enumerable: true,
          configurable: true,
          writable: true,
        });
      else result[name] = one;
    }
    return result;
  };
};

interface Piece {
  readonly text: string;
  readonly jq: boolean;
}

/** `a ${ b } c` in pieces. Braces and quotes inside of an expression are counted, so that `${ {a: "}"} }` is one. */
const parts = (text: string): Piece[] => {
  const found: Piece[] = [];
  let from = 0;
  for (;;) {
    const start = text.indexOf('${', from);
    const end = start < 0 ? -1 : endOf(text, start + 2);
    if (end < 0) {
      if (from < text.length) found.push({ text: text.slice(from), jq: false });
      return found;
    }
    if (start > from) found.push({ text: text.slice(from, start), jq: false });
    found.push({ text: text.slice(start + 2, end).trim(), jq: true });
    from = end + 1;
  }
};

/** The place of the brace that closes what was opened before `from`; -1 when there is none. */
const endOf = (text: string, from: number): number => {
  let depth = 0;
  for (let at = from; at < text.length; at += 1) {
    const letter = text[at];
    if (letter === '"') at = endOfString(text, at + 1);
    else if (letter === '#') at = endOfLine(text, at);
    else if (letter === '{') depth += 1;
    else if (letter === '}') {
      if (depth === 0) return at;
      depth -= 1;
    }
    if (at < 0) return -1;
  }
  return -1;
};

/** Of a comment; one that the text ends in holds the closing brace as well. */
const endOfLine = (text: string, from: number): number => {
  const end = text.indexOf('\n', from);
  return end < 0 ? from : end;
};

/** Strings of jq may hold `\( … )` with strings in it. */
const endOfString = (text: string, from: number): number => {
  for (let at = from; at < text.length; at += 1) {
    if (text[at] === '"') return at;
    if (text[at] !== '\\') continue;
    if (text[at + 1] !== '(') {
      at += 1;
      continue;
    }
    at = endOfParenthesis(text, at + 2);
    if (at < 0) return -1;
  }
  return -1;
};

const endOfParenthesis = (text: string, from: number): number => {
  let depth = 0;
  for (let at = from; at < text.length; at += 1) {
    if (text[at] === '"') {
      at = endOfString(text, at + 1);
      if (at < 0) return -1;
    } else if (text[at] === '(') depth += 1;
    else if (text[at] === ')') {
      if (depth === 0) return at;
      depth -= 1;
    }
  }
  return -1;
};
