import { compile, type Program } from '../../../../../core/jq/compile.ts';
import { JqError } from '../../../../../core/jq/error.ts';
import type { Value } from '../../../../../core/jq/value.ts';
import { piecesOf } from './template.ts';
import { variablesOf, type Surroundings } from './surroundings.ts';

/** Expressions as the hub works them out: its own evaluator, on data that the page has. The rest of the console comes here. */

export interface ExpressionMistake {
  readonly message: string;
  /** In the source; none where it is not the source that is wrong. */
  readonly line: number | null;
  readonly column: number | null;
}

/** What an expression sees. */
export interface Seen {
  /** `.` */
  readonly data: unknown;
  /** By their names, without the `$`. */
  readonly variables: Readonly<Record<string, unknown>>;
  /** `$ENV`: the variables of the space. */
  readonly env: Readonly<Record<string, unknown>>;
}

export type Outcome =
  | { readonly kind: 'value'; readonly value: unknown }
  /** The expression is wrong, or fails on this data. */
  | { readonly kind: 'mistake'; readonly mistake: ExpressionMistake }
  /** It takes more than was allowed for now. */
  | { readonly kind: 'costly'; readonly message: string };

/** Steps that take less than 8 ms as a rule, and steps that end what never would. */
export const quickFuel = 10_000;
export const fullFuel = 300_000;
const mostBytes = 16 * 1024 * 1024;
const deepest = 500;

const mistakeOf = (error: unknown): ExpressionMistake => {
  if (!(error instanceof JqError)) throw error;
  const { line = null, column = null } = error.place ?? {};
  return { message: error.message.replace(/ at line \d+, column \d+$/, ''), line, column };
};

type Compiled = { readonly program: Program } | { readonly mistake: ExpressionMistake };

/** The same few expressions are asked again and again as one types elsewhere. */
const kept = new Map<string, Compiled>();
const mostKept = 200;

const compiled = (source: string, variables: readonly string[]): Compiled => {
  const key = `${variables.join()} ${source}`;
  const before = kept.get(key);
  if (before !== undefined) return before;
  let made: Compiled;
  try {
    made = { program: compile(source, { variables }) };
  } catch (error) {
    made = { mistake: mistakeOf(error) };
  }
  if (kept.size >= mostKept) kept.clear();
  kept.set(key, made);
  return made;
};

/** What is wrong with an expression, whatever the data. */
export const mistakeIn = (source: string, around: Surroundings): ExpressionMistake | null => {
  const made = compiled(source, variablesOf(around));
  return 'mistake' in made ? made.mistake : null;
};

/** Of a text with expressions in it: the first mistake. */
export const mistakeInTemplate = (text: string, around: Surroundings): ExpressionMistake | null => {
  for (const piece of piecesOf(text)) {
    const mistake = piece.jq ? mistakeIn(piece.text, around) : null;
    if (mistake !== null) return mistake;
  }
  return null;
};

interface Asked {
  readonly around: Surroundings;
  readonly seen: Seen;
  readonly fuel: number;
}

/** The value of an expression; no longer than its fuel lasts. */
export const evaluate = (source: string, { around, seen, fuel }: Asked): Outcome => {
  const made = compiled(source, variablesOf(around));
  if ('mistake' in made) return { kind: 'mistake', mistake: made.mistake };
  try {
    const limits = {
      ...{ fuel, size: mostBytes, depth: deepest, now: Date.now() / 1000 },
      env: seen.env as Value,
    };
    const given = seen.variables as Readonly<Record<string, Value>>;
    return { kind: 'value', value: made.program.first(seen.data as Value, given, limits) ?? null };
  } catch (error) {
    if (error instanceof JqError && error.failure === 'limit')
      return { kind: 'costly', message: error.message };
    return { kind: 'mistake', mistake: mistakeOf(error) };
  }
};

/** Of JSON with expressions in it, at any depth, as the hub puts it together. */
export const evaluateTemplate = (template: unknown, asked: Asked): Outcome => {
  if (typeof template === 'string') return evaluateText(template, asked);
  if (typeof template !== 'object' || template === null) return { kind: 'value', value: template };
  const entries: (readonly [string, unknown])[] = [];
  for (const [name, held] of Object.entries(template)) {
    const one = evaluateTemplate(held, asked);
    if (one.kind !== 'value') return one;
    entries.push([name, one.value]);
  }
  const value = Array.isArray(template) ? entries.map(([, held]) => held) : Object.fromEntries(entries);
  return { kind: 'value', value };
};

const evaluateText = (text: string, asked: Asked): Outcome => {
  const trimmed = piecesOf(text.trim());
  const [only] = trimmed;
  if (trimmed.length === 1 && only?.jq === true) return evaluate(only.text, asked);
  let made = '';
  for (const piece of piecesOf(text)) {
    if (!piece.jq) {
      made += piece.text;
      continue;
    }
    const one = evaluate(piece.text, asked);
    if (one.kind !== 'value') return one;
    made += textOf(one.value);
  }
  return { kind: 'value', value: made };
};

const textOf = (value: unknown): string =>
  value === null || value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value);
