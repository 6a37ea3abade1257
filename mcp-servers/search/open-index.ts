import { openFinders } from './finders.ts';
import { pick } from './pick.ts';
import { readQuery } from './read-query.ts';
import { scoreClause } from './score-clause.ts';
import type { SearchedTool } from './searched-tool.ts';
import { indexTerms } from './term-index.ts';
import { takeApart } from './tool-words.ts';
import { openTypos } from './typos.ts';

export interface Hit {
  /** Its place in the list of tools. */
  readonly at: number;
  /** 1 for the first; comparable within one answer only. */
  readonly score: number;
  /** The tool that it gives an id for: of little use without it, and the other way round. */
  readonly neededBy?: number;
}

export interface ToolIndex {
  /** The best first. */
  search(
    query: string,
    options: { readonly limit: number; readonly group?: string | undefined },
  ): readonly Hit[];
}

export const openIndex = (given: readonly SearchedTool[]): ToolIndex => {
  const tools = given.map(takeApart);
  const index = indexTerms(tools);
  const finders = openFinders(tools);
  const searched = { index, tools, typos: openTypos(index.terms.keys()) };
  return {
    search: (text, { limit, group }) => {
      const read = readQuery(text);
      const isWanted = (at: number): boolean => group === undefined || given[at]?.group === group;
      const scored = read.clauses.map((clause) => scoreClause(searched, clause));
      const query = { ...read, namesOne: read.namesOne || scored.some(({ hasUnknown }) => hasUnknown) };
      return pick({ query, scored, finders, limit, isWanted });
    },
  };
};
