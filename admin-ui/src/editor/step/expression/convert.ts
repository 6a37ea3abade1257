import { isRecord } from '../../../schema-form/settle.ts';
import { asExpression, expressionIn, piecesOf } from './template.ts';

/** A value as it becomes an expression, and an expression as it becomes a value: kept where that is possible. */

/** jq that gives what a template gives. */
export const jqOf = (template: unknown): string => {
  if (typeof template === 'string') return jqOfText(template);
  if (Array.isArray(template)) return `[${template.map(part).join(', ')}]`;
  if (!isRecord(template)) return JSON.stringify(template ?? null);
  const entries = Object.entries(template).map(([name, value]) => `${keyOf(name)}: ${part(value)}`);
  return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
};

const keyOf = (name: string): string =>
  /^[A-Za-z_]\w*$/.test(name) && !words.has(name) ? name : JSON.stringify(name);

const words = new Set([
  ...['and', 'or', 'not', 'if', 'then', 'elif', 'else', 'end', 'as', 'def', 'reduce', 'foreach', 'try'],
  ...['catch', 'label', 'import', 'include', '__loc__'],
]);

/** A value beside others: a comma or a bar in it must not reach them. */
const part = (template: unknown): string => {
  const jq = jqOf(template);
  return typeof template === 'string' && expressionIn(template) !== undefined && !/^[.$][\w.$[\]"]*$/.test(jq)
    ? `(${jq})`
    : jq;
};

const jqOfText = (text: string): string => {
  const whole = expressionIn(text);
  if (whole !== undefined) return whole;
  const inside = piecesOf(text).map((piece) =>
    piece.jq ? `\\(${piece.text})` : JSON.stringify(piece.text).slice(1, -1),
  );
  return `"${inside.join('')}"`;
};

/** What an expression that names no data stands for; undefined where it needs some. */
export const literalOf = (source: string): { readonly value: unknown } | undefined => {
  const plain = source.trim();
  try {
    return { value: JSON.parse(plain) as unknown };
  } catch {
    const text = interpolated(plain);
    return text === undefined ? undefined : { value: text };
  }
};

/** `"Hello \(.name)"` is the text `Hello ${ .name }`. */
const interpolated = (source: string): string | undefined => {
  if (!/^"(?:[^"\\]|\\["\\/bfnrt]|\\\([^()"]*\))*"$/.test(source)) return undefined;
  const held: string[] = [];
  const plain = source.replace(/\\\(([^()"]*)\)/g, (_all, inner: string) => {
    held.push(inner.trim());
    return '\u0000';
  });
  try {
    const text = JSON.parse(plain.replaceAll('\u0000', '\\u0000')) as string;
    return text.replaceAll('\u0000', () => asExpression(held.shift() ?? '.'));
  } catch {
    return undefined;
  }
};
