import { patternFor, type Pattern } from '../../../core/schema/pattern.ts';

/** `match` and `search` of JSONPath. */
export interface Patterns {
  /** The whole text. */
  match(text: string, pattern: string): boolean;
  /** A part of it. */
  search(text: string, pattern: string): boolean;
}

const most = 100;

/**
 * I-Regexp (RFC 9485), on the engine whose time grows with the text only. A pattern that it does not know finds
 * nothing, as RFC 9535 asks.
 */
export const openPatterns = (step: (count: number) => void): Patterns => {
  const patterns = new Map<string, Pattern | null>();
  const holds = (text: string, source: string): boolean => {
    // Patterns may be values of the document: one for each value that a filter looks at.
    if (patterns.size >= most) patterns.clear();
    const pattern = patternFor(source, { patterns, notes: new Set() });
    step(1 + source.length + (pattern?.steps(text) ?? 0));
    return pattern?.matches(text) ?? false;
  };
  return {
    match: (text, pattern) => holds(text, `^(?:${withOwnDot(pattern)})$`),
    search: (text, pattern) => holds(text, withOwnDot(pattern)),
  };
};

/** The dot of I-Regexp leaves out the two ends of a line, and no others. */
const withOwnDot = (pattern: string): string =>
  pattern.replace(/\\[^]|\[(?:\\[^]|[^\]\\])*\]|\./g, (part) => (part === '.' ? '[^\\n\\r]' : part));
