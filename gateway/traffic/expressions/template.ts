import { HubError } from '../../../core/errors.ts';
import type { ObjectValue, Value } from '../../../core/jq/value.ts';
import type { Exchange } from '../exchange.ts';
import { compileExpression, type Expression, type ExpressionPlace } from './expression.ts';

/** A text in which `${ … }` stands for what a jq expression gives: `Bearer ${.request.headers["x-token"]}`. */
export interface Template {
  /** Of a text without expressions; null where it depends on the request. */
  readonly constant: string | null;
  text(exchange: Exchange, more?: ObjectValue): string;
  /** A text that is one expression and nothing else keeps the kind of its value. */
  value(exchange: Exchange, more?: ObjectValue): Value;
}

export const compileTemplate = (source: string, where: ExpressionPlace): Template => {
  const parts = split(source, where).map((part) =>
    part.expression ? compileExpression(part.text, where) : part.text,
  );
  const [first, ...rest] = parts;
  if (first === undefined || (typeof first === 'string' && rest.length === 0)) return constantOf(first ?? '');
  const text = (exchange: Exchange, more?: ObjectValue): string => {
    let joined = '';
    for (const part of parts) joined += typeof part === 'string' ? part : textOf(part.value(exchange, more));
    return joined;
  };
  const alone: Expression | null = typeof first !== 'string' && rest.length === 0 ? first : null;
  return { constant: null, text, value: alone === null ? text : alone.value };
};

const constantOf = (constant: string): Template => ({
  constant,
  text: () => constant,
  value: () => constant,
});

/** What is not there is nothing; what is no text is JSON. */
export const textOf = (value: Value): string =>
  typeof value === 'string' ? value : value === null ? '' : JSON.stringify(value);

interface Part {
  readonly text: string;
  readonly expression: boolean;
}

const split = (source: string, where: ExpressionPlace): Part[] => {
  const parts: Part[] = [];
  let from = 0;
  for (;;) {
    const start = source.indexOf('${', from);
    if (start === -1) break;
    const end = endOf(source, start + 2);
    if (end === -1) {
      const message = 'a "${" has no "}" that ends it';
      throw new HubError('input_invalid', `"${where.path}": ${message}.`, {
        problems: [{ path: where.path, message }],
      });
    }
    if (start > from) parts.push({ text: source.slice(from, start), expression: false });
    parts.push({ text: source.slice(start + 2, end), expression: true });
    from = end + 1;
  }
  if (from < source.length) parts.push({ text: source.slice(from), expression: false });
  return parts;
};

/** The brace that ends an expression: not one of its objects, nor one inside of its texts. Texts hold expressions in `\( … )`. */
const endOf = (source: string, from: number): number => {
  const open: ('{' | '(' | '"')[] = [];
  for (let at = from; at < source.length; at += 1) {
    const letter = source[at];
    if (open.at(-1) === '"') {
      if (letter === '"') open.pop();
      else if (letter === '\\') {
        at += 1;
        if (source[at] === '(') open.push('(');
      }
    } else if (letter === '"') open.push('"');
    else if (letter === '{' || letter === '(') open.push(letter);
    else if (letter === ')') open.pop();
    else if (letter === '}') {
      if (open.length === 0) return at;
      open.pop();
    }
  }
  return -1;
};
