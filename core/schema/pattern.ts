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
