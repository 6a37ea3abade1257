import { RE2JS } from 're2js';
import { ecmaToRe2 } from './ecma-pattern.ts';
import { shorten } from './run.ts';

/** Patterns come from strangers: they run on an engine whose time grows with the text only, whatever they say. */
export interface Pattern {
  matches(text: string): boolean;
  /** What one match may cost of a validation's fuel: the engine's worst case is the text times its program. */
  steps(text: string): number;
}

const maxLength = 5_000;

/** Null when the engine does not know what the pattern asks for; then it is not checked, and that is noted. */
export const patternFor = (
  source: string,
  { patterns, notes }: { readonly patterns: Map<string, Pattern | null>; readonly notes: Set<string> },
): Pattern | null => {
  const known = patterns.get(source);
  if (known !== undefined) return known;
  const compiled = compile(source);
  if (typeof compiled === 'string') {
    notes.add(`the pattern ${shorten(source, 100)} is not checked: ${compiled}`);
  }
  const pattern = typeof compiled === 'string' ? null : compiled;
  patterns.set(source, pattern);
  return pattern;
};

const compile = (source: string): Pattern | string => {
  if (source.length > maxLength) return `it is longer than ${maxLength} characters`;
  try {
    const engine = RE2JS.compile(RE2JS.translateRegExp(ecmaToRe2(source)));
    const size = engine.programSize();
    return {
      matches: (text) => engine.test(text),
      steps: (text) => Math.ceil((text.length * (size + 12)) / 100),
    };
  } catch (error) {
    return shorten(error instanceof Error ? error.message : String(error), 200);
  }
};

export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A pattern that is searched for, with what its groups hold. Offsets are in UTF-16 units. */
export interface Search {
  /** The groups of the first match at or after `from`, the whole match first; -1 where a group took no part. */
  find(text: string, from: number): readonly Span[] | null;
  /** The names of the groups, in their order. */
  readonly names: readonly (string | null)[];
  /** What one search of so many characters may cost, as `Pattern.steps`. */
  steps(length: number): number;
}

export interface SearchFlags {
  readonly ignoreCase: boolean;
  readonly dotAll: boolean;
  readonly longest: boolean;
}

/** A text instead of a search says why there is none. The source is in the engine's own words. */
export const searchFor = (source: string, flags: SearchFlags): Search | string => {
  if (source.length > maxLength) return `it is longer than ${maxLength} characters`;
  try {
    const engine = RE2JS.compile(
      source,
      (flags.ignoreCase ? RE2JS.CASE_INSENSITIVE : 0) |
        (flags.dotAll ? RE2JS.DOTALL : 0) |
        (flags.longest ? RE2JS.LONGEST_MATCH : 0),
    );
    const size = engine.programSize();
    const count = engine.groupCount();
    const named = Object.entries(engine.namedGroups()).map(([name, at]) => [Number(at), name] as const);
    const names = new Map(named);
    return {
      find: (text, from) => {
        const matcher = engine.matcher(text);
        if (!matcher.find(from)) return null;
        return Array.from({ length: count + 1 }, (_, at) => ({
          start: matcher.start(at),
          end: matcher.end(at),
        }));
      },
      names: Array.from({ length: count }, (_, at) => names.get(at + 1) ?? null),
      steps: (length) => Math.ceil((length * (size + 12)) / 100),
    };
  } catch (error) {
    return shorten(error instanceof Error ? error.message : String(error), 200);
  }
};
